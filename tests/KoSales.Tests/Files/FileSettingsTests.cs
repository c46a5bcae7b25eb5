using KoSales.Functions.Files;
using Microsoft.Extensions.Configuration;

namespace KoSales.Tests.Files;

public sealed class FileSettingsTests
{
    private const string Account =
        "DefaultEndpointsProtocol=https;AccountName=office;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

    [Theory]
    [InlineData("", true, true)]
    [InlineData("files", true, true)]
    [InlineData("/mounts/files", false, true)]
    [InlineData("", false, false)]
    [InlineData("files", false, false)]
    public void Instances_that_share_work_must_be_told_of_a_place_that_they_share(
        string directory,
        bool isAlone,
        bool good
    ) => Assert.Equal(good, new FileSettings { Directory = directory }.Fault(isAlone) is null);

    [Theory]
    [InlineData(Account)]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("https://office.blob.core.windows.net")]
    public void An_account_is_a_connection_string_or_an_address(string account) =>
        Assert.Null(new FileSettings { Account = account }.Fault(isAlone: false));

    [Theory]
    [InlineData("AccountName=office;AccountKey=c2VjcmV0=", "files", "", "no storage account")]
    [InlineData("office", "files", "", "no storage account")]
    [InlineData("http://office.blob.core.windows.net", "files", "", "begins with http")]
    [InlineData("https://office.blob.core.windows.net?sig=c2VjcmV0", "files", "", "a query")]
    [InlineData(Account, "Files", "", "KoSales:Files:Container is 'Files'")]
    [InlineData(Account, "a--b", "", "KoSales:Files:Container is 'a--b'")]
    [InlineData(Account, "files", "/mounts/files", "both set")]
    public void What_is_wrong_with_an_account_is_told_without_its_key(
        string account,
        string container,
        string directory,
        string said
    )
    {
        var settings = new FileSettings
        {
            Account = account,
            Container = container,
            Directory = directory,
        };

        var fault = settings.Fault(isAlone: true);

        Assert.Contains(said, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true", "UseDevelopmentStorage=true")]
    [InlineData(
        "AzureWebJobsStorage:accountName",
        "office",
        "https://office.blob.core.windows.net"
    )]
    [InlineData(
        "AzureWebJobsStorage:blobServiceUri",
        "https://office.example",
        "https://office.example"
    )]
    public void Without_a_place_of_their_own_files_lie_in_the_account_of_the_host(
        string name,
        string value,
        string account
    )
    {
        var configuration = ConfigurationOf((name, value), ("AzureWebJobsStorage:clientId", "id"));
        var settings = new FileSettings();
        var chosen = new FileSettings { Directory = "/mounts/files" };

        settings.TakeAccountOfHost(configuration);
        chosen.TakeAccountOfHost(configuration);

        Assert.Equal((account, "id"), (settings.Account, settings.ClientId));
        Assert.False(chosen.UsesBlobs);
    }

    private static IConfiguration ConfigurationOf(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(s => KeyValuePair.Create<string, string?>(s.Name, s.Value))
            )
            .Build();
}
