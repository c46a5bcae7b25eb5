using System.Runtime.InteropServices;

namespace KoSales.Functions.Files;

/// <summary>Gives a file a second name, which fails when the name is taken: look and take in one step, which a
/// move without overwriting is not on Unix.</summary>
internal static class HardLink
{
    private const int NameIsTaken = 17;

    /// <returns>False when the name is taken; null where there are no such links: on Windows, whose moves need
    /// none, and on some shares.</returns>
    public static bool? TryCreate(string existing, string name)
    {
        if (OperatingSystem.IsWindows())
            return null;
        if (Link(existing, name) == 0)
            return true;
        return Marshal.GetLastPInvokeError() == NameIsTaken ? false : null;
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string existing,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name
    );
}
