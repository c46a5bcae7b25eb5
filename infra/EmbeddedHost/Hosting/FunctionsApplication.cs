using KoSales.EmbeddedHost;

namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var arguments = new HostArguments(args);
        return new(args, arguments, arguments.Functions.GetTypes());
    }

    /// <summary>An app of just these classes, for tests.</summary>
    internal static FunctionsApplicationBuilder CreateBuilder(string[] args, IEnumerable<Type> functionTypes) =>
        new(args, new HostArguments(args), functionTypes);
}
