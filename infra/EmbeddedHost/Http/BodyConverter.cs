using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Extensions.Options;

namespace KoSales.EmbeddedHost.Http;

/// <summary>Reads a request body with MVC's input formatters; nothing is validated beyond what they read.</summary>
internal sealed class BodyConverter(
    IOptions<MvcOptions> options, IModelMetadataProvider metadata, IHttpRequestStreamReaderFactory readers) : IInputConverter
{
    /// <exception cref="InvalidOperationException">The body cannot be read as the target type; the message says why.</exception>
    public async ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        if (context.FunctionContext.GetHttpContext() is not { } http)
            throw new InvalidOperationException("A request body can only be bound in a function with an HTTP trigger.");
        var state = new ModelStateDictionary();
        var reading = new InputFormatterContext(
            http, "", state, metadata.GetMetadataForType(context.TargetType), readers.CreateReader, treatEmptyInputAsDefaultValue: false);
        var result = await ReadAsync(http, reading);
        return result.IsModelSet ? ConversionResult.Success(result.Model) : throw new InvalidOperationException(Faults(state));
    }

    private async Task<InputFormatterResult> ReadAsync(HttpContext http, InputFormatterContext reading)
    {
        if (options.Value.InputFormatters.FirstOrDefault(f => f.CanRead(reading)) is not { } formatter)
        {
            reading.ModelState.AddModelError("", $"Unsupported content type '{http.Request.ContentType}'.");
            return InputFormatterResult.Failure();
        }
        try
        {
            var result = await formatter.ReadAsync(reading);
            if (!result.HasError && !result.IsModelSet) reading.ModelState.AddModelError("", "A non-empty request body is required.");
            return result;
        }
        catch (InputFormatterException fault)
        {
            reading.ModelState.AddModelError("", fault.Message);
            return InputFormatterResult.Failure();
        }
    }

    private static string Faults(ModelStateDictionary state) =>
        string.Join(Environment.NewLine, state.Values.SelectMany(v => v.Errors).Select(e =>
            string.IsNullOrEmpty(e.ErrorMessage) ? e.Exception?.Message : e.ErrorMessage));
}
