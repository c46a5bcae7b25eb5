using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace KoSales.LocalHost.DurableTask.Management;

/// <summary>
/// The key that opens the management addresses to callers from elsewhere; made at the first use and kept in
/// the data
/// directory.
/// </summary>
internal sealed class SystemKey(IConfiguration configuration)
{
    private const string FileName = "durabletask-system.key";

    private readonly Lazy<string> _value = new(() =>
        ReadOrMake(HostStorage.Directory(configuration))
    );

    internal string Value => _value.Value;

    internal bool Is(string? given) =>
        given is not null
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(given),
            Encoding.UTF8.GetBytes(Value)
        );

    private static string ReadOrMake(string directory)
    {
        var path = Path.Combine(Directory.CreateDirectory(directory).FullName, FileName);
        try
        {
            using var file = new FileStream(path, OwnerOnly());
            var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(40));
            file.Write(Encoding.ASCII.GetBytes(key));
            return key;
        }
        catch (IOException) when (File.Exists(path))
        {
            return File.ReadAllText(path).Trim();
        }
    }

    private static FileStreamOptions OwnerOnly()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
