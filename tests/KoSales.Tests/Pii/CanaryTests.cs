using System.Text;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii;
using KoSales.Tests.Storage;
using static KoSales.Tests.Pii.PiiFixture;

namespace KoSales.Tests.Pii;

public sealed class CanaryTests : IAsyncLifetime
{
    private static readonly string[] Canaries =
    [
        "+919876543210",
        "+912226543210",
        "ramesh@example.in",
        "27AAPFU0939F1ZV",
        "AAPFU0939F",
        "ABCPE1234F",
        "Ramesh Patel",
        "12 Mandi Road",
    ];
    private readonly PiiStoreFixture _pii = new();

    public Task InitializeAsync() => _pii.InitializeAsync();

    public Task DisposeAsync() => _pii.DisposeAsync();

    [Fact]
    public async Task No_byte_on_disk_shows_personal_data_whatever_is_done_with_them()
    {
        for (var i = 1; i <= 50; i++)
            await _pii.AddAsync(Everything, "PII-" + i);
        var edit = new WriteBatch();
        _pii.Vault.Replace(
            edit,
            (await _pii.Vault.LoadAsync(new PiiId("PII-1"), default))!,
            Everything with
            {
                DateOfBirth = null,
            },
            CommandOf(Role.Agent)
        );
        await _pii.Store.CommitAsync(edit, default);
        var all = new RevealPii
        {
            Fields = Enum.GetValues<PiiField>(),
            Reason = "checking the record",
        };
        Assert.Equal(
            "Ramesh Patel",
            (await _pii.Reveals().RevealAsync("PII-1", all, CommandOf(Role.Agent), default))
                .Value
                .FullName
        );
        await _pii.Consents()
            .RecordAsync(
                "PII-2",
                new RecordConsent
                {
                    Purpose = "service",
                    Channel = ConsentChannel.Call,
                    Given = false,
                    Source = "call",
                },
                CommandOf(Role.Agent),
                default
            );
        await _pii.Erasures()
            .EraseAsync(
                "PII-3",
                new ErasePii { Reason = "asked by the subject" },
                CommandOf(Role.Admin),
                default
            );
        Assert.NotEmpty(new CanaryScan(["PII-1", "checking the record"]).Scan(_pii.Folder));
        Assert.Empty(new CanaryScan(Canaries).Scan(_pii.Folder));
    }

    [Theory]
    [InlineData("call 9876543210 now")]
    [InlineData("call 98765 43210 now")]
    [InlineData("{\"phone\":\"\\u002B919876543210\"}")]
    [InlineData("%2B919876543210")]
    [InlineData("OTg3NjU0MzIxMA==")]
    [InlineData("eyJwaG9uZSI6Iis5MTk4NzY1NDMyMTAifQ==")]
    [InlineData("39383736353433323130")]
    public void The_scan_finds_a_number_however_it_leaks(string leak) =>
        Assert.NotEmpty(
            new CanaryScan(["+919876543210"]).Scan("here", Encoding.UTF8.GetBytes(leak))
        );

    [Fact]
    public void The_scan_finds_a_leak_across_its_own_chunks_and_in_wide_text()
    {
        using var folder = new TempFolder();
        var content = new byte[4 * 1024 * 1024 + 100];
        Encoding
            .Unicode.GetBytes("Ramesh@Example.in".ToUpperInvariant())
            .CopyTo(content, 4 * 1024 * 1024 - 11);
        File.WriteAllBytes(folder.File("some.log"), content);
        Assert.Contains(
            new CanaryScan(["ramesh@example.in"]).Scan(Path.GetDirectoryName(folder.File("x"))!),
            find => find.Contains("as UTF-16", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_scan_does_not_cry_wolf() =>
        Assert.Empty(
            new CanaryScan(Canaries).Scan(
                "here",
                "+91******3210 r****@example.in 27**********1ZV"u8
            )
        );
}
