using KoSales.Functions.Files;

namespace KoSales.Tests.Files;

public sealed class FileSettingsTests
{
    [Theory]
    [InlineData("", true, true)]
    [InlineData("files", true, true)]
    [InlineData("/mounts/files", false, true)]
    [InlineData("", false, false)]
    [InlineData("files", false, false)]
    public void Instances_that_share_work_must_be_told_of_a_folder_that_they_share(
        string directory,
        bool isAlone,
        bool good
    ) => Assert.Equal(good, new FileSettings { Directory = directory }.Fault(isAlone) is null);
}
