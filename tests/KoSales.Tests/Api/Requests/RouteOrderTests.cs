using System.Reflection;
using KoSales.Functions.Api.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Tests.Api.Requests;

/// <summary>The production host asks functions in the order of their names and takes the first whose route
/// matches; the worker goes by specificity. Both must
/// come to the same function.</summary>
public sealed class RouteOrderTests
{
    private static readonly IReadOnlyList<HttpFunction> Functions =
    [
        .. typeof(AccessAttribute)
            .Assembly.GetTypes()
            .SelectMany(t =>
                t.GetMethods(
                    BindingFlags.Public
                        | BindingFlags.Instance
                        | BindingFlags.Static
                        | BindingFlags.DeclaredOnly
                )
            )
            .Select(HttpFunction.Of)
            .OfType<HttpFunction>()
            .OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase),
    ];

    [Fact]
    public void The_first_function_by_name_that_matches_a_url_is_the_one_the_url_is_meant_for()
    {
        Assert.NotEmpty(Functions);
        Assert.All(
            Functions.Where(f => !f.IsCatchAll),
            f =>
                Assert.All(
                    f.Methods,
                    m => Assert.Equal(f.Name, Functions.First(g => g.Matches(m, f.SampleUrl)).Name)
                )
        );
    }

    private sealed record HttpFunction(
        string Name,
        IReadOnlyList<string> Methods,
        RouteTemplate Template
    )
    {
        public bool IsCatchAll => Template.Parameters.Any(p => p.IsCatchAll);

        public string SampleUrl =>
            "/"
            + string.Join(
                '/',
                Template.Segments.Select(s =>
                    string.Concat(s.Parts.Select(p => p.IsParameter ? "X-1" : p.Text))
                )
            );

        public static HttpFunction? Of(MethodInfo method)
        {
            var trigger = method
                .GetParameters()
                .Select(p => p.GetCustomAttribute<HttpTriggerAttribute>())
                .FirstOrDefault(a => a is not null);
            return
                method.GetCustomAttribute<FunctionAttribute>() is { } function
                && trigger is not null
                ? new HttpFunction(
                    function.Name,
                    trigger.Methods ?? [],
                    TemplateParser.Parse(trigger.Route ?? function.Name)
                )
                : null;
        }

        public bool Matches(string method, string url) =>
            (Methods.Count == 0 || Methods.Contains(method, StringComparer.OrdinalIgnoreCase))
            && new TemplateMatcher(Template, new RouteValueDictionary()).TryMatch(
                new PathString(url),
                new RouteValueDictionary()
            );
    }
}
