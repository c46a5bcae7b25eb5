using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace KoSales.Tests.Hosting;

/// <summary>Functions of every shape. Each gives back the text that it was given, where it gives anything.
/// </summary>
public sealed class SampleFunctions(SampleScope scope, SampleCalls calls) : IDisposable
{
    public static string Static(string text) => text;

    public void Void(string text) => calls.Add(text);

    public async Task Task(string text)
    {
        await System.Threading.Tasks.Task.Yield();
        calls.Add(text);
    }

    public async ValueTask ValueTask(string text)
    {
        await System.Threading.Tasks.Task.Yield();
        calls.Add(text);
    }

    public string Value(string text) => text;

    public string? None(string text) => text.Length > 0 ? null : text;

    public Task<string> Done(string text) => System.Threading.Tasks.Task.FromResult(text);

    public Task<string> Wait(TaskCompletionSource<string> source) => source.Task;

    public async Task<string> TaskOf(string text)
    {
        await System.Threading.Tasks.Task.Yield();
        return text;
    }

    public async Task<int> Length(string text)
    {
        await System.Threading.Tasks.Task.Yield();
        return text.Length;
    }

    public async ValueTask<string> ValueTaskOf(string text)
    {
        await System.Threading.Tasks.Task.Yield();
        return text;
    }

    public void Throw(string text) => throw new FormatException(text);

    public Task<string> ThrowBefore(string text) => throw new FormatException(text);

    public async Task<string> ThrowAfter(string text)
    {
        await System.Threading.Tasks.Task.Yield();
        throw new FormatException(text);
    }

    public async Task ThrowInTask(string text)
    {
        await System.Threading.Tasks.Task.Yield();
        throw new FormatException(text);
    }

    public async ValueTask<string> ThrowInValueTask(string text)
    {
        await System.Threading.Tasks.Task.Yield();
        throw new FormatException(text);
    }

    public async Task Cancel(string text, CancellationToken cancellationToken) =>
        await System.Threading.Tasks.Task.Delay(Timeout.Infinite, cancellationToken);

    public object[] Carried(HttpRequest request, string part, CancellationToken token) =>
        [request, part, token];

    public DurableTaskClient Client(DurableTaskClient client, string part) => client;

    public SampleScope Scope() => scope;

    public SampleFunctions Self() => this;

    public void Dispose() => calls.Add("the class is disposed");
}

/// <summary>What the functions were called with.</summary>
public sealed class SampleCalls : List<string>;

public sealed class SampleScope : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
