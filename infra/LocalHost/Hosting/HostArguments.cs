using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace KoSales.LocalHost;

/// <summary>
/// The command line: options of this host, and settings of the app as <c>--Section:Name=value</c>. Anything
/// else is
/// refused, so that a misspelt option does not go unnoticed.
/// </summary>
internal sealed class HostArguments
{
    /// <summary>What each option does, for whoever asks.</summary>
    public const string Help = """
        Options:
          --port <number>       where to listen on this machine (default 3000; 0 takes a free port)
          --urls <addresses>    where to listen, for other machines too: http://0.0.0.0:3000
          --verbose             list every function at the start, with its route or schedule
          --environment <name>  Development, Production, …
          --Section:Name=value  any setting, in place of the environment variable Section__Name
          --help                this text
        """;

    private const int DefaultPort = 3000;
    private const string UrlsVariable = "ASPNETCORE_URLS";

    private static readonly string[] _withValue = ["port", "urls", "environment", "contentRoot"];
    private static readonly string[] _flags = ["verbose"];

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="StartException">An option is unknown, or lacks its value.</exception>
    public HostArguments(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Parts(args[i]);
            if (Knows(_flags, name))
                _values[name] = "true";
            else if (!TakesValue(name) || !args[i].StartsWith('-'))
                throw Unknown(args[i]);
            else
                _values[name] = value ?? Following(args, i++);
        }
    }

    /// <returns>The value is null where no <c>=</c> stands in the argument.</returns>
    private static (string Name, string? Value) Parts(string argument)
    {
        var option = argument.TrimStart('-', '/');
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (option, null) : (option[..equals], option[(equals + 1)..]);
    }

    /// <summary>Every function is listed at the start.</summary>
    public bool IsVerbose => _values.ContainsKey("verbose");

    /// <summary>Where to listen. Localhost unless told otherwise; port 0 takes a free one.</summary>
    /// <param name="localPort">What local.settings.json says; null for nothing.</param>
    /// <exception cref="StartException"><c>--port</c> is not a port, or an address is none.</exception>
    public string Urls(int? localPort)
    {
        if (_values.TryGetValue("urls", out var urls))
            return Checked("--urls", urls);
        if (_values.TryGetValue("port", out var port))
            return Local(Number(port));
        return Environment.GetEnvironmentVariable(UrlsVariable) is { Length: > 0 } chosen
            ? Checked(UrlsVariable, chosen)
            : Local(localPort ?? DefaultPort);
    }

    private static string Following(IReadOnlyList<string> args, int option) =>
        option + 1 < args.Count
            ? args[option + 1]
            : throw new StartException($"{args[option]} needs a value.{Environment.NewLine}{Help}");

    private static bool TakesValue(string name) =>
        Knows(_withValue, name) || name.Contains(':', StringComparison.Ordinal);

    private static bool Knows(string[] names, string name) =>
        names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static StartException Unknown(string argument) =>
        new($"{argument} is no option.{Environment.NewLine}{Help}");

    private static int Number(string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= 65535
            ? number
            : throw new StartException(
                $"--port {port}: a port is a number from 0 (any free one) to 65535."
            );

    private static string Checked(string option, string urls)
    {
        var addresses = urls.Split(
            ';',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return addresses.Length > 0 && addresses.All(IsAddress)
            ? urls
            : throw new StartException(
                $"{option} {urls}: an address is written like http://0.0.0.0:3000; several are separated by semicolons. TLS is for a proxy in front."
            );
    }

    private static bool IsAddress(string address)
    {
        try
        {
            return BindingAddress
                .Parse(address)
                .Scheme.Equals("http", StringComparison.OrdinalIgnoreCase);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // Kestrel cannot pick one free port for both loopback addresses at once.
    private static string Local(int port) =>
        port == 0 ? "http://127.0.0.1:0" : $"http://localhost:{port}";
}
