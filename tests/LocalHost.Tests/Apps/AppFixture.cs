namespace KoSales.LocalHost.Tests.Apps;

/// <summary>One app for all tests of a class, none of which changes it.</summary>
public abstract class AppFixture(Way way, Type functions) : IAsyncLifetime
{
    private TestApp? _app;

    public HttpClient Http => _app!.Http;

    public IServiceProvider Services => _app!.Services;

    public async Task InitializeAsync() => _app = await new AppPlan(way, functions).StartAsync();

    public async Task DisposeAsync() => await _app!.DisposeAsync();
}

public sealed class InProcess<T>() : AppFixture(Way.InProcess, typeof(T));

public sealed class OverGrpc<T>() : AppFixture(Way.Grpc, typeof(T));
