using KoSales.Domain.Auth;

namespace KoSales.Tests.Auth;

public sealed class PasswordPolicyTests
{
    private const string Email = "asha.verma@example.in";

    [Theory]
    [InlineData("short-one", "password.too_short")]
    [InlineData("Asha.Verma@example.in", "password.is_email")]
    [InlineData(" asha.verma ", "password.is_email")]
    [InlineData("PASSWORD123", "password.too_common")]
    [InlineData("zzzzzzzzzzzz", "password.too_common")]
    public void What_anyone_would_guess_is_refused(string password, string code) =>
        Assert.Equal(code, PasswordPolicy.Check(password, Email)?.Code);

    [Fact]
    public void A_password_of_a_megabyte_is_not_hashed() =>
        Assert.Equal(
            "password.too_long",
            PasswordPolicy.Check(new string('a', 1_000_000), Email)?.Code
        );

    [Theory]
    [InlineData("ten chars.")]
    [InlineData("मेरा गाँव बहुत सुंदर")]
    [InlineData("no-signs-or-digits-needed")]
    public void Length_is_enough(string password) =>
        Assert.Null(PasswordPolicy.Check(password, Email));

    [Fact]
    public void The_fault_points_to_where_the_password_stood() =>
        Assert.Equal("/new_password", PasswordPolicy.Check("x", Email, "/new_password")?.Pointer);
}
