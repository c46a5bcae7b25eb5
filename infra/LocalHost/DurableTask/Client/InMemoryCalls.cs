using Grpc.Core;

namespace KoSales.LocalHost.DurableTask.Client;

/// <summary>
/// Calls a gRPC service of the same process by its methods, without a connection and without serialising
/// anything.
/// </summary>
internal sealed class InMemoryCalls : CallInvoker
{
    private readonly Dictionary<string, Delegate> _methods;

    private InMemoryCalls(Dictionary<string, Delegate> methods) => _methods = methods;

    /// <param name="bind">The generated <c>BindService</c> of the service.</param>
    public static InMemoryCalls To(Action<ServiceBinderBase> bind)
    {
        var binder = new Binder();
        bind(binder);
        return new InMemoryCalls(binder.Methods);
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request
    )
    {
        var serve = Find<UnaryServerMethod<TRequest, TResponse>>(method);
        var answer = serve(request, new Context(method.FullName, options));
        return new AsyncUnaryCall<TResponse>(
            AsRpc(answer),
            Task.FromResult(Metadata.Empty),
            static () => Status.DefaultSuccess,
            static () => Metadata.Empty,
            static () => { }
        );
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<
        TRequest,
        TResponse
    >(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var stream = new MemoryStreamOf<TResponse>();
        var serve = Find<ServerStreamingServerMethod<TRequest, TResponse>>(method);
        stream.Fill(serve(request, stream, new Context(method.FullName, options)));
        return new AsyncServerStreamingCall<TResponse>(
            stream,
            Task.FromResult(Metadata.Empty),
            static () => Status.DefaultSuccess,
            static () => Metadata.Empty,
            static () => { }
        );
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request
    ) => throw NotServed(method.FullName);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<
        TRequest,
        TResponse
    >(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw NotServed(method.FullName);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<
        TRequest,
        TResponse
    >(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw NotServed(method.FullName);

    /// <summary>As over a connection: the caller sees a cancelled call as the status that says so.</summary>
    private static async Task<TResponse> AsRpc<TResponse>(Task<TResponse> answer)
    {
        try
        {
            return await answer;
        }
        catch (OperationCanceledException cancelled)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, cancelled.Message, cancelled));
        }
    }

    private static RpcException NotServed(string method) =>
        new(new Status(StatusCode.Unimplemented, $"{method} is not served here."));

    private TMethod Find<TMethod>(IMethod method)
        where TMethod : Delegate =>
        _methods.TryGetValue(method.FullName, out var found)
            ? (TMethod)found
            : throw NotServed(method.FullName);

    private sealed class Binder : ServiceBinderBase
    {
        public Dictionary<string, Delegate> Methods { get; } = new(StringComparer.Ordinal);

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            UnaryServerMethod<TRequest, TResponse>? handler
        ) => Methods[method.FullName] = handler!;

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            ServerStreamingServerMethod<TRequest, TResponse>? handler
        ) => Methods[method.FullName] = handler!;

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            ClientStreamingServerMethod<TRequest, TResponse>? handler
        ) { }

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            DuplexStreamingServerMethod<TRequest, TResponse>? handler
        ) { }
    }

    private sealed class Context(string method, CallOptions options) : ServerCallContext
    {
        protected override string MethodCore => method;

        protected override string HostCore => "localhost";

        protected override string PeerCore => "in-process";

        protected override DateTime DeadlineCore => options.Deadline ?? DateTime.MaxValue;

        protected override Metadata RequestHeadersCore => options.Headers ?? Metadata.Empty;

        protected override CancellationToken CancellationTokenCore => options.CancellationToken;

        protected override Metadata ResponseTrailersCore { get; } = [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore { get; } = new(null, []);

        protected override ContextPropagationToken CreatePropagationTokenCore(
            ContextPropagationOptions? options
        ) => throw new NotSupportedException("Calls within a process are not passed on.");

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) =>
            Task.CompletedTask;
    }

    /// <summary>What a streaming method writes, to be read once it has written it all.</summary>
    private sealed class MemoryStreamOf<T> : IServerStreamWriter<T>, IAsyncStreamReader<T>
    {
        private readonly Queue<T> _written = new();
        private Task _filled = Task.CompletedTask;

        public WriteOptions? WriteOptions { get; set; }

        public T Current { get; private set; } = default!;

        public void Fill(Task filled) => _filled = filled;

        public Task WriteAsync(T message)
        {
            _written.Enqueue(message);
            return Task.CompletedTask;
        }

        public Task WriteAsync(T message, CancellationToken cancellationToken) =>
            WriteAsync(message);

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            await _filled.WaitAsync(cancellationToken);
            if (!_written.TryDequeue(out var next))
                return false;
            Current = next;
            return true;
        }
    }
}
