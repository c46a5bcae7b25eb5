using System.Security.Cryptography;
using System.Text;
using KoSales.Functions.Files;
using KoSales.Functions.Pii.Keys;
using KoSales.Tests.Storage;

namespace KoSales.Tests.Files;

public sealed class EncryptedFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly KeyRing _ring = new(
        new PiiKeys(new Dictionary<string, byte[]> { ["k1"] = new byte[32] }, "k1", new byte[32])
    );
    private readonly FolderFileStore _store;
    private readonly EncryptedFiles _files;

    public EncryptedFilesTests()
    {
        _store = new FolderFileStore(_folder.File("files"));
        _files = new EncryptedFiles(_store, _ring);
    }

    public void Dispose()
    {
        _ring.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(FrameCipher.Plain - 1)]
    [InlineData(FrameCipher.Plain)]
    [InlineData(FrameCipher.Plain + 1)]
    [InlineData(3 * FrameCipher.Plain + 17)]
    public async Task What_was_written_is_read_back_whole_and_from_any_offset(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        var seen = 0;

        var file = await _files.WriteAsync(
            "a",
            new MemoryStream(content),
            piece => seen += piece.Length,
            CancellationToken.None
        );

        Assert.Equal((length, length), (file.Length, seen));
        using var whole = new MemoryStream();
        await using (var stream = await _files.OpenAsync(file, 0, CancellationToken.None))
            await stream.CopyToAsync(whole);
        Assert.Equal(content, whole.ToArray());
        foreach (
            var offset in new[] { 0, length / 2, length - 1, FrameCipher.Plain }.Where(o =>
                o >= 0 && o < length
            )
        )
        {
            Assert.Equal(
                content[offset..Math.Min(length, offset + 70_000)],
                await _files.ReadAsync(
                    file,
                    offset,
                    Math.Min(70_000, length - offset),
                    CancellationToken.None
                )
            );
        }
    }

    [Fact]
    public async Task Nothing_of_the_content_is_on_the_disk()
    {
        var file = await _files.WriteAsync(
            "a",
            new MemoryStream(Encoding.UTF8.GetBytes("phone,+919876543210\n")),
            _ => { },
            CancellationToken.None
        );

        await using var stored = await _store.OpenAsync(file.Name, CancellationToken.None);
        using var reader = new StreamReader(stored, Encoding.Latin1);
        Assert.DoesNotContain(
            "9876543210",
            await reader.ReadToEndAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_changed_byte_or_a_cut_end_is_noticed()
    {
        var file = await _files.WriteAsync(
            "a",
            new MemoryStream(new byte[FrameCipher.Plain + 100]),
            _ => { },
            CancellationToken.None
        );
        var path = Path.Combine(_folder.File("files"), "a");
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[10] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        await Assert.ThrowsAnyAsync<CryptographicException>(() =>
            _files.ReadAsync(file, 0, 10, CancellationToken.None)
        );

        await File.WriteAllBytesAsync(path, bytes[..FrameCipher.Encrypted]);
        await Assert.ThrowsAsync<EndOfStreamException>(() =>
            _files.ReadAsync(file, FrameCipher.Plain, 100, CancellationToken.None)
        );
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            _files.WriteAsync(
                "a",
                new MemoryStream(new byte[200_000]),
                _ => throw new InvalidDataException("no"),
                CancellationToken.None
            )
        );

        await Assert.ThrowsAsync<FileNotFoundException>(() =>
            _store.OpenAsync("a", CancellationToken.None)
        );
    }

    [Fact]
    public async Task A_deleted_file_is_gone_and_may_be_deleted_again()
    {
        var file = await _files.WriteAsync(
            "a",
            new MemoryStream([1]),
            _ => { },
            CancellationToken.None
        );
        await _files.DeleteAsync(file, CancellationToken.None);
        await _files.DeleteAsync(file, CancellationToken.None);

        await Assert.ThrowsAsync<FileNotFoundException>(() =>
            _files.OpenAsync(file, 0, CancellationToken.None)
        );
    }

    [Fact]
    public async Task The_key_of_one_file_opens_no_other()
    {
        var one = await _files.WriteAsync(
            "a",
            new MemoryStream(new byte[10]),
            _ => { },
            CancellationToken.None
        );
        await _files.WriteAsync(
            "b",
            new MemoryStream(new byte[10]),
            _ => { },
            CancellationToken.None
        );

        await Assert.ThrowsAnyAsync<CryptographicException>(() =>
            _files.OpenAsync(one with { Name = "b" }, 0, CancellationToken.None)
        );
    }
}
