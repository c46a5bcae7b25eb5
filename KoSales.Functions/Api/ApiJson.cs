using System.Text.Json.Serialization;

namespace KoSales.Functions.Api;

/// <summary>JSON of the mechanisms' own records.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class ApiJson : JsonSerializerContext;
