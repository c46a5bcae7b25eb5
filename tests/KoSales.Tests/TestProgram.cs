namespace KoSales.Tests;

/// <summary>What this assembly does when it is started as a process by one of its own tests.</summary>
internal static class TestProgram
{
    public const string WriteUntilKilled = "write-until-killed";

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [WriteUntilKilled, var file])
            return 0;
        await Storage.WriteUntilKilled.RunAsync(file);
        return 1;
    }
}
