using KoSales.EmbeddedHost.Http;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>
/// The parameter is the request body, read by MVC's input formatters. A body that cannot be read (empty, malformed, of another
/// content type) fails the invocation with <see cref="InvalidOperationException"/>; it is no 400 by itself.
/// </summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Parameter)]
public class FromBodyAttribute() : InputConverterAttribute(typeof(BodyConverter));
