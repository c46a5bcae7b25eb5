using System.Net.Sockets;
using KoSales.Functions.Pii.Keys;
using KoSales.LocalHost;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Startup;

/// <summary>
/// Runs the app, and says in one sentence why it could not start where whoever starts it can mend that: a
/// wrong setting or option, a port that is taken, a
/// data folder or a store that cannot be used. Anything else is a fault of the program and keeps its stack.
/// </summary>
internal static class StartReport
{
    /// <summary>Answers a call for help, or builds the app and runs it to its end.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Func<IHost> build)
    {
        if (LocalHostRegistration.HelpFor(args) is { } help)
        {
            await Console.Out.WriteLineAsync(help);
            return 0;
        }

        try
        {
            using var host = build();
            await host.RunAsync();
            return 0;
        }
        catch (Exception fault) when (Sentence(fault) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <summary>What to say of a start that failed; null when it is no matter of settings or
    /// surroundings.</summary>
    internal static string? Sentence(Exception fault) =>
        fault switch
        {
            _ when fault is not StoreUnavailableException && Own(fault) is { } own => own,
            StartException => fault.Message,
            OptionsValidationException options => string.Join(
                Environment.NewLine,
                options.Failures
            ),
            StoreUnavailableException => $"The store cannot be used: {fault.Message}",
            IOException or SocketException when SocketOf(fault) is { } socket => Taken(
                fault,
                socket
            ),
            IOException or UnauthorizedAccessException =>
                $"A file or folder cannot be used: {fault.Message}",
            InvalidDataException => $"{fault.Message} {fault.GetBaseException().Message}",
            AggregateException { InnerException: { } inner } => Sentence(inner),
            _ => null,
        };

    private static SocketException? SocketOf(Exception fault) =>
        fault as SocketException
        ?? fault.InnerException?.InnerException as SocketException
        ?? fault.InnerException as SocketException;

    /// <summary>What a fault of the app's own says where it is a sentence for whoever runs the app; null
    /// for any other.</summary>
    internal static string? Own(Exception fault) =>
        fault
            is SettingException
                or StoreUnavailableException
                or StoreRefusedException
                or KeyUnknownException
                or IndexKeyChangedException
            ? fault.Message
            : null;

    private static string Taken(Exception fault, SocketException socket) =>
        socket.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"{fault.Message.TrimEnd('.')}. Stop the program that listens there, or choose another port: --port 3100.",
            _ =>
                $"The server cannot listen: {fault.Message.TrimEnd('.')}. Choose another address: --port or --urls.",
        };
}
