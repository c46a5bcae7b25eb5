using KoSales.Domain.Pii;

namespace KoSales.Tests.Pii;

public sealed class PersonalTracesTests
{
    [Theory]
    [InlineData("9876543210", "+91******3210")]
    [InlineData("call 98765 43210 now", "call +91******3210 now")]
    [InlineData("Sharma Traders (+91-98765-43210)", "Sharma Traders (+91******3210)")]
    [InlineData("९८७६५४३२१०", "+91******3210")]
    [InlineData("0731-2551156 shop", "+91******1156 shop")]
    [InlineData("write to ramesh@example.in!", "write to r****@example.in!")]
    [InlineData("GST 27AAPFU0939F1ZV", "GST 27**********1ZV")]
    [InlineData("pan abcpe1234f", "pan ******234F")]
    [InlineData("98765 43210 / ramesh@example.in", "+91******3210 / r****@example.in")]
    public void Numbers_and_addresses_are_masked_where_they_stand(string text, string masked)
    {
        Assert.True(PersonalTraces.Holds(text));
        Assert.Equal(masked, PersonalTraces.Mask(text));
        Assert.False(PersonalTraces.Holds(PersonalTraces.Mask(text)));
    }

    [Theory]
    [InlineData("660737")]
    [InlineData("Ramesh Patel")]
    [InlineData("2026-11-22 07:30")]
    [InlineData("1234567890123456")]
    [InlineData("7927b2df-8bba-4d29-b9a2-b6e0beafe620")]
    [InlineData("a9876543210b")]
    [InlineData("kharif-26 @ mandi")]
    [InlineData("1,20,000 acres")]
    [InlineData("+91******3210 r****@example.in")]
    public void Other_numbers_are_left_alone(string text)
    {
        Assert.False(PersonalTraces.Holds(text));
        Assert.Same(text, PersonalTraces.Mask(text));
    }
}
