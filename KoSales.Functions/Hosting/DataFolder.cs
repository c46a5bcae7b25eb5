using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace KoSales.Functions.Hosting;

/// <summary>Where a process started by hand keeps store, task hub, uploaded documents and generated keys:
/// <c>KoSales:DataDirectory</c>,
/// by default <c>.data</c> in the solution folder.</summary>
/// <param name="path">Relative to the solution folder, or to the working directory outside of one.</param>
public sealed class DataFolder(string path)
{
    public const string Setting = "KoSales:DataDirectory";

    private const string Usual = ".data";

    /// <summary>Absolute; made when first asked for a file in it.</summary>
    public string Path { get; } = Absolute(path);

    public static DataFolder Of(IConfiguration configuration) =>
        new(configuration[Setting] is { Length: > 0 } chosen ? chosen : Usual);

    /// <summary>Where a folder of the settings lies. A relative one does not depend on where the process
    /// was started, as long as there is a solution
    /// folder.</summary>
    public static string Absolute(string path) =>
        System.IO.Path.GetFullPath(path, SolutionFolder());

    /// <summary>Makes a folder of the settings and tries whether files can be written in it.</summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="setting">What names it.</param>
    /// <exception cref="SettingException">They cannot.</exception>
    public static void Prepare(string folder, string setting)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var trial = new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
            };
            using var stream = new FileStream(
                System.IO.Path.Combine(folder, $".trial-{Environment.ProcessId}"),
                trial
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The folder {folder} cannot be used: {fault.Message.TrimEnd('.')}. Set {setting} to a folder that can be written to.",
                fault
            );
        }
    }

    /// <summary>Absolute path of a file in the folder; the folders on the way exist afterwards.</summary>
    public string File(params ReadOnlySpan<string> parts)
    {
        var file = System.IO.Path.Combine([Path, .. parts]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        return file;
    }

    /// <summary>A secret of this installation: read from <c>keys/{name}.key</c>, or made there (readable by
    /// the owner only) the first time.</summary>
    /// <exception cref="SettingException">The file holds something else.</exception>
    public byte[] Key(string name, int bytes = 32)
    {
        var file = File("keys", name + ".key");
        if (System.IO.File.Exists(file))
            return ReadKey(file, bytes);
        var key = RandomNumberGenerator.GetBytes(bytes);
        // Written aside and moved: a crash in between leaves no half a key.
        var draft = WriteDraft(file, key);
        try
        {
            System.IO.File.Move(draft, file, overwrite: false);
            return key;
        }
        catch (IOException) when (System.IO.File.Exists(file))
        {
            System.IO.File.Delete(draft);
            return Key(name, bytes);
        }
    }

    private static string WriteDraft(string file, byte[] key)
    {
        var draft = $"{file}.{Environment.ProcessId}";
        using var stream = new FileStream(draft, Private());
        stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(key)));
        return draft;
    }

    private static byte[] ReadKey(string file, int bytes)
    {
        var key = new byte[bytes];
        return
            Convert.TryFromBase64String(
                System.IO.File.ReadAllText(file).Trim(),
                key,
                out var length
            )
            && length == bytes
            ? key
            : throw new SettingException(
                $"The key file {file} does not hold {bytes} bytes in base64. Put the right one back from a copy of the data folder."
            );
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static string SolutionFolder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (System.IO.File.Exists(System.IO.Path.Combine(at.FullName, "KoSales.sln")))
                return at.FullName;
        }
        return Directory.GetCurrentDirectory();
    }
}
