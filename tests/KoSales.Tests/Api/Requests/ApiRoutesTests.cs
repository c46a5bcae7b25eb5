using System.Reflection;
using KoSales.Functions.Api.Requests;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Tests.Api.Requests;

public sealed class ApiRoutesTests
{
    [Fact]
    public void The_routes_of_the_app_are_those_of_every_HTTP_function_in_its_assembly()
    {
        var inAssembly =
            from type in typeof(ApiRoutes).Assembly.GetTypes()
            from method in type.GetMethods()
            where method.GetParameters().Any(IsHttpTrigger)
            select method.GetCustomAttribute<FunctionAttribute>()!.Name;

        Assert.Equal(
            inAssembly.Order(StringComparer.Ordinal),
            ApiRoutes.OfThisApp().All.Select(r => r.Function).Order(StringComparer.Ordinal)
        );
    }

    private static bool IsHttpTrigger(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(HttpTriggerAttribute));
}
