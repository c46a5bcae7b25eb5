namespace KoSales.EmbeddedHost.Invocation;

/// <summary>What every invocation of this process shares.</summary>
internal sealed record InvocationHost(IServiceProvider Services, TimeProvider Time, BinderTable Binders, RunningInvocations Running);
