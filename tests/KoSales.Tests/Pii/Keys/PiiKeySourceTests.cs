using KoSales.Functions.Hosting;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Keys;
using KoSales.Tests.Storage;

namespace KoSales.Tests.Pii.Keys;

public sealed class PiiKeySourceTests : IDisposable
{
    private static readonly string One = Convert.ToBase64String(new byte[32]);
    private static readonly string Two = Convert.ToBase64String([
        .. Enumerable.Repeat((byte)2, 32),
    ]);
    private static readonly string Three = Convert.ToBase64String([
        .. Enumerable.Repeat((byte)3, 32),
    ]);
    private readonly TempFolder _temp = new();

    private DataFolder Folder => new(Path.GetDirectoryName(_temp.File("x"))!);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Keys_made_at_the_first_start_are_the_same_at_the_next_and_readable_by_the_owner_only()
    {
        var first = new PiiKeySource(Folder, maySupply: true).Load(new PiiOptions());
        var second = new PiiKeySource(Folder, maySupply: true).Load(new PiiOptions());
        Assert.Equal(
            (first.Active, Convert.ToHexString(first.Index)),
            (second.Active, Convert.ToHexString(second.Index))
        );
        Assert.Equal(first.ById[first.Active], second.ById[second.Active]);
        Assert.NotEqual(first.ById[first.Active], first.Index);
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in Directory.GetFiles(Path.Combine(Folder.Path, "keys")))
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(file)
            );
    }

    [Fact]
    public void A_configured_key_takes_over_and_the_generated_one_still_opens_what_it_wrapped()
    {
        var generated = new PiiKeySource(Folder, maySupply: true).Load(new PiiOptions());
        var taken = new PiiKeySource(Folder, maySupply: true).Load(
            new PiiOptions { Keys = { ["2027"] = Two } }
        );
        Assert.Equal("2027", taken.Active);
        Assert.Equal(generated.ById[generated.Active], taken.ById[generated.Active]);
    }

    [Fact]
    public void The_last_key_is_active_unless_another_is_named()
    {
        var options = new PiiOptions
        {
            Keys = { ["2026"] = One, ["2027"] = Two },
            IndexKey = Three,
        };
        var source = new PiiKeySource(Folder, maySupply: false);
        Assert.Equal("2027", source.Load(options).Active);
        options.ActiveKey = "2026";
        Assert.Equal("2026", source.Load(options).Active);
        Assert.True(source.Validate(null, options).Succeeded);
        Assert.False(Directory.Exists(Path.Combine(Folder.Path, "keys")));
    }

    [Fact]
    public void Where_instances_share_keys_a_start_without_them_is_refused_with_sentences()
    {
        var refused = new PiiKeySource(Folder, maySupply: false).Validate(null, new PiiOptions());
        Assert.Equal(2, refused.Failures!.Count());
        Assert.Contains(
            "KoSales:Pii:Keys is empty",
            refused.FailureMessage,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "KoSales:Pii:IndexKey is not set",
            refused.FailureMessage,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a:b", "", null, "the id 'a:b'")]
    [InlineData("k1", "short", null, "KoSales:Pii:Keys:k1 is not 32 bytes")]
    [InlineData("k1", "AAAAAAAAAAAAAAAAAAAAAA==", null, "KoSales:Pii:Keys:k1 is not 32 bytes")]
    [InlineData("k1", "", "k2", "there is no KoSales:Pii:Keys:k2")]
    public void A_wrong_key_setting_is_named(string id, string key, string? active, string sentence)
    {
        var options = new PiiOptions
        {
            Keys = { [id] = key.Length == 0 ? Two : key },
            IndexKey = Three,
            ActiveKey = active,
        };
        Assert.Contains(
            sentence,
            new PiiKeySource(Folder, maySupply: true).Validate(null, options).FailureMessage,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_index_key_is_a_key_of_its_own_and_refusals_never_show_a_key()
    {
        var options = new PiiOptions
        {
            Keys = { ["k1"] = Two },
            IndexKey = Two,
            RevealLimit = 0,
            RevealWindow = TimeSpan.FromDays(2),
        };
        var refused = new PiiKeySource(Folder, maySupply: true).Validate(null, options);
        Assert.Equal(3, refused.Failures!.Count());
        Assert.DoesNotContain(Two, refused.FailureMessage, StringComparison.Ordinal);
    }
}
