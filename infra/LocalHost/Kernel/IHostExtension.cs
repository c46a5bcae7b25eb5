using Microsoft.AspNetCore.Routing;

namespace KoSales.LocalHost;

/// <summary>A part of the host that has HTTP endpoints of its own, such as management routes. Found in
/// DI.</summary>
internal interface IHostExtension
{
    /// <summary>Called once, before the server starts; paths are not under the functions' route
    /// prefix.</summary>
    void MapEndpoints(IEndpointRouteBuilder endpoints);
}
