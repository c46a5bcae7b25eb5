using KoSales.Functions.Files;
using KoSales.Tests.Storage;

namespace KoSales.Tests.Files;

public sealed class FolderFileStoreTests : FileStoreContract
{
    private readonly TempFolder _folder = new();

    private string Files => _folder.File("files");

    protected override Task<IFileStore> OpenAsync() =>
        Task.FromResult<IFileStore>(new FolderFileStore(Files));

    public override Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_a_killed_write_has_left_goes_when_it_is_old()
    {
        await PutAsync("a", [1]);
        var left = Path.Combine(Files, ".b.0123456789ABCDEF");
        await File.WriteAllTextAsync(left, "half a file");

        await Store.DropDraftsAsync(DateTimeOffset.UtcNow.AddHours(-1), CancellationToken.None);
        var whileYoung = File.Exists(left);
        await Store.DropDraftsAsync(DateTimeOffset.UtcNow.AddHours(1), CancellationToken.None);

        Assert.Equal((true, false), (whileYoung, File.Exists(left)));
        Assert.Equal([1], await AllOfAsync("a"));
    }
}
