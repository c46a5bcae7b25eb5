using System.Web;
using KoSales.Functions.Files;
using KoSales.Tests.Outbox;
using NodaTime;

namespace KoSales.Tests.Files;

public sealed class UploadSignerTests
{
    private const string Name = "document-D-1";

    private readonly UploadSigner _signer = new(new byte[32]);
    private readonly ManualTime _time = new();

    private long Later => (Now + TimeSpan.FromMinutes(10)).ToUnixTimeSeconds();

    private DateTimeOffset Now => _time.GetUtcNow();

    [Fact]
    public async Task A_ticket_is_a_path_of_the_app_that_stands_until_it_expires()
    {
        var ticket = await new SignedUploads(_signer, _time).IssueAsync(
            Name,
            TimeSpan.FromMinutes(10),
            CancellationToken.None
        );

        var address = new Uri(new Uri("https://crm.example"), ticket.Address);
        var query = HttpUtility.ParseQueryString(address.Query);
        UploadStanding Standing() =>
            _signer.StandingOf(
                address.Segments[^1],
                long.Parse(query["expires"]!, System.Globalization.CultureInfo.InvariantCulture),
                query["signature"]!,
                Now
            );
        Assert.Equal(
            ("PUT", "/api/v1/uploads/document-D-1"),
            (ticket.Method, address.AbsolutePath)
        );
        Assert.Equal(UploadStanding.Good, Standing());
        _time.Pass(Duration.FromTimeSpan(ticket.ExpiresAt - Now) - Duration.FromSeconds(1));
        Assert.Equal(UploadStanding.Good, Standing());
        _time.Pass(Duration.FromSeconds(1));
        Assert.Equal(UploadStanding.Expired, Standing());
    }

    [Fact]
    public void Another_name_another_end_or_another_key_is_forged()
    {
        var signature = _signer.Sign(Name, Later);
        var other = new UploadSigner([.. Enumerable.Repeat((byte)1, 32)]);

        UploadStanding[] standings =
        [
            _signer.StandingOf("document-D-2", Later, signature, Now),
            _signer.StandingOf(Name, Later + 1, signature, Now),
            other.StandingOf(Name, Later, signature, Now),
        ];

        Assert.All(standings, s => Assert.Equal(UploadStanding.Forged, s));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Any_other_text_is_forged(string signature) =>
        Assert.Equal(UploadStanding.Forged, _signer.StandingOf(Name, Later, signature, Now));

    [Fact]
    public void A_name_that_no_file_can_have_is_forged_and_never_signed()
    {
        Assert.Throws<ArgumentException>(() => _signer.Sign("../keys", Later));
        Assert.Equal(UploadStanding.Forged, _signer.StandingOf("../keys", Later, "", Now));
    }
}
