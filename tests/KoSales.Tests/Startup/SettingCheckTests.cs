using System.Reflection;
using System.Text.RegularExpressions;
using KoSales.Functions.Startup;
using KoSales.Tests.EndToEnd;
using Microsoft.Extensions.Configuration;

namespace KoSales.Tests.Startup;

public sealed partial class SettingCheckTests
{
    [Theory]
    [InlineData("KoSales:Admin:Pasword", "KoSales__Admin__Password")]
    [InlineData("KoSales:Imports:MaxByte", "KoSales__Import__MaxBytes")]
    [InlineData("KoSales:RevealLimit", "KoSales__Pii__RevealLimit")]
    [InlineData("KoSales:DataDir", "KoSales__DataDirectory")]
    [InlineData("KoSales:Rate:ReadPerSecond", "KoSales__Rate__Read__PerSecond")]
    [InlineData("KoSales:Cors:Origins:0", "KoSales__Cors__Origins")]
    [InlineData("KoSale:Admin:Password", "KoSales__Admin__Password")]
    [InlineData("KoSales_Admin_Password", "KoSales__Admin__Password")]
    public void A_name_that_nothing_reads_is_told_with_the_nearest_right_one(
        string name,
        string meant
    )
    {
        var told = Assert.Single(SettingCheck.Unread(Of((name, "1")))).Sentence;

        Assert.StartsWith(
            name.Replace(":", "__", StringComparison.Ordinal) + " is no setting",
            told,
            StringComparison.Ordinal
        );
        Assert.Contains($"did you mean {meant}?", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KoSales:Weather:Forecast:Provider")]
    [InlineData("KoSales:Storage:Provider")]
    [InlineData("KoSales:Ledger:BaseUrl")]
    public void A_name_that_is_like_none_is_told_without_a_guess_and_stops_nothing(string name)
    {
        using var told = new StringWriter();

        SettingCheck.Run(Of((name, "1")), isStrict: true, told);

        Assert.StartsWith(
            $"{name.Replace(":", "__", StringComparison.Ordinal)} is no setting, and nothing reads it",
            told.ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("KOSALES:ADMIN:PASSWORD")]
    [InlineData("KoSales:Pii:Keys:2026-09")]
    [InlineData("KOSALES_PASSWORD")]
    [InlineData("KOSALES_PUBLISHED")]
    [InlineData("KONSOLE_VERSION")]
    [InlineData("PATH")]
    public void Settings_and_what_is_somebody_else_s_pass(string name) =>
        Assert.Empty(SettingCheck.Unread(Of((name, "1"))));

    [Theory]
    [InlineData("KoSales:Rate:Enabled", "yes", "true or false")]
    [InlineData("KoSales:Import:MaxBytes", "1 GB", "a whole number")]
    [InlineData("KoSales:Import:MaxBytes", "", "a whole number")]
    [InlineData("KoSales:Claims:Lease", "1h", "a time such as 00:15:00")]
    [InlineData("KoSales:Pii:RevealLimit", "99999999999", "a whole number")]
    public void A_text_of_another_kind_is_told_with_what_is_expected(
        string name,
        string value,
        string expected
    )
    {
        var told = Assert.Single(SettingCheck.Unreadable(Of((name, value))));

        Assert.Equal(
            $"{name} is '{value}', but must be {expected}",
            told[..(told.IndexOf(expected, StringComparison.Ordinal) + expected.Length)]
        );
    }

    [Fact]
    public void Where_releases_share_their_settings_a_name_that_nothing_reads_does_not_stop_the_start()
    {
        using var told = new StringWriter();

        SettingCheck.Run(Of(("KoSales:Admin:Pasword", "1")), isStrict: false, told);

        Assert.Contains("KoSales__Admin__Password", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_class_of_settings_is_known()
    {
        var sections = typeof(KnownSettings)
            .Assembly.GetTypes()
            .SelectMany(t =>
                t.GetFields(
                    BindingFlags.Public
                        | BindingFlags.NonPublic
                        | BindingFlags.Static
                        | BindingFlags.DeclaredOnly
                )
            )
            .Where(f =>
                f is { IsLiteral: true }
                && f.GetRawConstantValue() is string text
                && text.StartsWith("KoSales:", StringComparison.Ordinal)
            )
            .Select(f => (string)f.GetRawConstantValue()!)
            .ToArray();

        Assert.NotEmpty(sections);
        Assert.All(
            sections,
            s =>
                Assert.Contains(
                    KnownSettings.All,
                    known => known.Is(s) || known.Name.StartsWith(s + ":", StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public void The_sample_has_every_setting_and_no_other()
    {
        var sample = File.ReadAllText(Solution.PathOf("local.settings.sample.json"));
        string[] names =
        [
            .. Quoted()
                .Matches(sample)
                .Select(m => m.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)),
        ];

        Assert.All(names, name => Assert.Contains(KnownSettings.All, known => known.Is(name)));
        Assert.All(KnownSettings.All, known => Assert.Contains(names, known.Is));
    }

    private static IConfiguration Of(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value))
            .Build();

    [GeneratedRegex("\"(KoSales__\\w+)\"")]
    private static partial Regex Quoted();
}
