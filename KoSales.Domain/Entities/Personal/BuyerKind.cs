using System.Text.Json.Serialization;

namespace KoSales.Domain.Entities.Personal;

/// <summary>What somebody who buys is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BuyerKind>))]
public enum BuyerKind
{
    [JsonStringEnumMemberName("farmer")]
    Farmer,

    [JsonStringEnumMemberName("dealer")]
    Dealer,

    [JsonStringEnumMemberName("distributor")]
    Distributor,

    [JsonStringEnumMemberName("retailer")]
    Retailer,

    [JsonStringEnumMemberName("institution")]
    Institution,
}
