using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Hosting;

/// <summary>
/// What the parameters of a function are given. The worker asks one converter after the other for each
/// parameter, in every call. Nearly all parameters take what the call carries as it is (the request, a part of
/// the route, the token), or a Durable client, which outlives its call: those are given it here. Where one
/// takes anything else, or its value is not there, the worker binds them all.
/// </summary>
internal sealed class FunctionInputs
{
    private readonly Input[]? _carried;

    private FunctionInputs(Input[]? carried) => _carried = carried;

    public static FunctionInputs Of(FunctionDefinition function)
    {
        Input[] carried =
        [
            .. function.Parameters.Select(p => InputOf(p, function)).OfType<Input>(),
        ];
        return new(carried.Length == function.Parameters.Length ? carried : null);
    }

    /// <summary>In the order of the parameters.</summary>
    /// <exception cref="InvalidOperationException">The worker has no way to bind them.</exception>
    public async ValueTask<object?[]> OfAsync(FunctionContext context)
    {
        if (Carried(context) is { } carried)
            return carried;
        var bound = (await BindingOf(context).BindFunctionInputAsync(context)).Values;
        for (var i = 0; i < _carried?.Length; i++)
            _carried[i].Bound(bound[i]);
        return bound;
    }

    /// <summary>Null where the worker has to bind.</summary>
    private object?[]? Carried(FunctionContext context)
    {
        if (_carried is null)
            return null;
        var values = new object?[_carried.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if ((values[i] = _carried[i].Of(context)) is null)
                return null;
        }

        return values;
    }

    private static Input? InputOf(FunctionParameter parameter, FunctionDefinition function)
    {
        if (parameter.Type == typeof(HttpRequest))
            return new Request();
        if (parameter.Type == typeof(CancellationToken))
            return new Token();
        if (parameter.Type == typeof(DurableTaskClient))
            return new Client();
        return IsRoutePart(parameter, function) ? new RoutePart(parameter.Name) : null;
    }

    private static bool IsRoutePart(FunctionParameter parameter, FunctionDefinition function) =>
        parameter.Type == typeof(string)
        && parameter.Properties.Count == 0
        && !function.InputBindings.ContainsKey(parameter.Name);

    private static IFunctionInputBindingFeature BindingOf(FunctionContext context) =>
        context.Features.Get<IFunctionInputBindingFeature>()
        ?? throw new InvalidOperationException(
            $"The inputs of {context.FunctionDefinition.Name} cannot be bound: the worker offers no binding."
        );

    /// <summary>Of one parameter.</summary>
    private abstract class Input
    {
        /// <summary>Null where the call does not carry it.</summary>
        public abstract object? Of(FunctionContext context);

        /// <summary>Told of what the worker has bound.</summary>
        public virtual void Bound(object? value) { }
    }

    private sealed class Request : Input
    {
        public override object? Of(FunctionContext context) => context.GetHttpContext()?.Request;
    }

    private sealed class Token : Input
    {
        public override object? Of(FunctionContext context) => context.CancellationToken;
    }

    private sealed class RoutePart(string name) : Input
    {
        public override object? Of(FunctionContext context) =>
            context.BindingContext.BindingData.GetValueOrDefault(name) as string;
    }

    /// <summary>The one that was bound first, for good.</summary>
    private sealed class Client : Input
    {
        private volatile object? _first;

        public override object? Of(FunctionContext context) => _first;

        public override void Bound(object? value) => _first ??= value;
    }
}
