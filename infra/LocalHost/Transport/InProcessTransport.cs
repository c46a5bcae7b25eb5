using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Google.Protobuf;
using KoSales.LocalHost.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KoSales.LocalHost.Transport;

/// <summary>
/// Hands protocol messages to the worker of this process without a socket. The worker asks its container
/// for the
/// factory of its connection to the host; this is the one internal of the worker that the host touches, and
/// it is
/// looked at before it is relied on.
/// </summary>
internal static class InProcessTransport
{
    /// <summary>The version of the worker whose internals are known to fit.</summary>
    public const string KnownVersion = "2.52.0";

    /// <summary>Takes the place of the worker's own connection.</summary>
    /// <returns>Null when it is done; otherwise what does not fit, as a sentence, and nothing was
    /// changed.</returns>
    public static string? TryAdd(IServiceCollection services)
    {
        if (WorkerShapes.TryFind(WorkerShapes.OfWorker, out var shapes) is { } misfit)
            return misfit;
        services.Replace(
            ServiceDescriptor.Singleton(
                shapes!.Factory,
                provider => ClientFactory.Make(shapes, provider.GetRequiredService<WorkerSession>())
            )
        );
        return null;
    }
}

/// <summary>
/// The three internal interfaces of the worker's connection, found by name and checked member by member.
/// </summary>
internal sealed class WorkerShapes
{
    private const string Assembly = "Microsoft.Azure.Functions.Worker.Grpc";
    private const string Namespace = "Microsoft.Azure.Functions.Worker.Grpc";

    private static readonly MethodInfo _call = typeof(WorkerShapes).GetMethod(
        nameof(CallOf),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    private WorkerShapes(
        Type factory,
        Type client,
        MessageParser parser,
        Action<object, IMessage> process
    )
    {
        Factory = factory;
        Client = client;
        Parser = parser;
        Process = process;
    }

    /// <summary><c>IWorkerClient CreateClient(IMessageProcessor)</c>.</summary>
    public Type Factory { get; }

    /// <summary><c>Task StartAsync(CancellationToken)</c> and <c>ValueTask
    /// SendMessageAsync(message)</c>.</summary>
    public Type Client { get; }

    /// <summary>Of the worker's own message type.</summary>
    public MessageParser Parser { get; }

    /// <summary>Has the worker's processor take a message; it returns at once.</summary>
    public Action<object, IMessage> Process { get; }

    /// <summary>A type of the worker's by its name; null when there is none.</summary>
    public static Type? OfWorker(string name) =>
        Type.GetType($"{Namespace}.{name}, {Assembly}", throwOnError: false);

    /// <param name="find">Finds a type by its name.</param>
    /// <returns>Null, or what does not fit, as a sentence.</returns>
    public static string? TryFind(Func<string, Type?> find, out WorkerShapes? shapes)
    {
        shapes = null;
        var factory = find("IWorkerClientFactory");
        var client = find("IWorkerClient");
        var processor = find("IMessageProcessor");
        if (factory is null || client is null || processor is null)
            return Misfit("lacks IWorkerClientFactory, IWorkerClient or IMessageProcessor");
        var message = Message(processor);
        if (MisfitOf(factory, client, processor, message) is { } what)
            return Misfit(what);
        shapes = new WorkerShapes(factory, client, message!.Parser, Call(processor, message.Type));
        return null;
    }

    private static string? MisfitOf(Type factory, Type client, Type processor, MessageType? message)
    {
        if (!Takes(factory, "CreateClient", client, processor))
            return "makes its connection in another way";
        if (!Takes(client, "StartAsync", typeof(Task), typeof(CancellationToken)))
            return "starts its connection in another way";
        if (message is null)
            return "takes messages in another way";
        return Takes(client, "SendMessageAsync", typeof(ValueTask), message.Type)
            ? null
            : "sends messages in another way";
    }

    private static string Misfit(string what)
    {
        var version = Type.GetType(
                $"Microsoft.Azure.Functions.Worker.GrpcWorker, {Assembly}",
                throwOnError: false
            )
            ?.Assembly.GetName()
            .Version;
        return $"The Functions worker {version} {what} than version {InProcessTransport.KnownVersion}, which is known here.";
    }

    private static bool Takes(Type type, string method, Type result, Type parameter) =>
        type.GetMethods() is { } methods
        && Array.Find(methods, m => m.Name == method) is { } found
        && found.ReturnType == result
        && found.GetParameters() is [var only]
        && only.ParameterType == parameter;

    private static MessageType? Message(Type processor)
    {
        if (processor.GetMethod("ProcessMessageAsync")?.GetParameters() is not [var only])
            return null;
        var parser =
            only.ParameterType.GetProperty("Parser", BindingFlags.Public | BindingFlags.Static)
                ?.GetValue(null) as MessageParser;
        return parser is null ? null : new MessageType(only.ParameterType, parser);
    }

    private static Action<object, IMessage> Call(Type processor, Type message) =>
        (Action<object, IMessage>)
            _call
                .MakeGenericMethod(processor, message)
                .Invoke(null, [processor.GetMethod("ProcessMessageAsync")])!;

    private static Action<object, IMessage> CallOf<TProcessor, TMessage>(MethodInfo method)
    {
        var call = method.CreateDelegate<Func<TProcessor, TMessage, Task>>();
        return (processor, message) => call((TProcessor)processor, (TMessage)message);
    }

    private sealed record MessageType(Type Type, MessageParser Parser);
}

/// <summary>Stands in for the worker's <c>IWorkerClientFactory</c>.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "The runtime derives the proxy from it.")]
internal class ClientFactory : DispatchProxy
{
    private WorkerShapes? _shapes;
    private WorkerSession? _session;

    public static object Make(WorkerShapes shapes, WorkerSession session)
    {
        var proxy = (ClientFactory)Create(shapes.Factory, typeof(ClientFactory));
        proxy._shapes = shapes;
        proxy._session = session;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Client.Make(_shapes!, _session!, args![0]!);
}

/// <summary>Stands in for the worker's <c>IWorkerClient</c>: the worker's end of the conversation.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "The runtime derives the proxy from it.")]
internal class Client : DispatchProxy
{
    private WorkerSession? _session;
    private IWorkerChannel? _toWorker;

    public static object Make(WorkerShapes shapes, WorkerSession session, object processor)
    {
        var proxy = (Client)Create(shapes.Client, typeof(Client));
        proxy._session = session;
        proxy._toWorker = new ProcessorChannel(shapes, processor);
        return proxy;
    }

    /// <summary>
    /// The start is over when the functions are loaded, so that a worker that cannot load them does not start.
    /// </summary>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == "StartAsync")
            return _session!.StartAsync(_toWorker!);
        _session!.Receive(Messages.Copy((IMessage)args![0]!, StreamingMessage.Parser));
        return ValueTask.CompletedTask;
    }

    private sealed class ProcessorChannel(WorkerShapes shapes, object processor) : IWorkerChannel
    {
        public void Send(StreamingMessage message) =>
            shapes.Process(processor, Messages.Copy(message, shapes.Parser));
    }
}

/// <summary>The same message as another type with the same wire form.</summary>
internal static class Messages
{
    private const int OnTheStack = 1_024;

    public static StreamingMessage Copy(IMessage message, MessageParser<StreamingMessage> parser) =>
        (StreamingMessage)Copy(message, (MessageParser)parser);

    public static IMessage Copy(IMessage message, MessageParser parser)
    {
        var size = message.CalculateSize();
        if (size <= OnTheStack)
        {
            Span<byte> small = stackalloc byte[size];
            message.WriteTo(small);
            return parser.ParseFrom(small);
        }

        var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(size);
        try
        {
            message.WriteTo(rented.AsSpan(0, size));
            return parser.ParseFrom(rented.AsSpan(0, size));
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
