using System.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tests;

/// <summary>A configuration's tree as text, for comparison: <c>name arguments @ file:line:column</c>, indented by depth.</summary>
internal static class Outline
{
    public static string Of(Configuration configuration)
    {
        StringBuilder text = new();
        Add(text, configuration.Directives, "");
        return text.ToString().TrimEnd('\n');
    }

    public static IEnumerable<string> Problems(Configuration configuration) =>
        configuration.Problems.Select(problem => $"{problem.File}:{problem.Line}:{problem.Column}: {problem.Message}{(problem.Fatal ? " (fatal)" : "")}");

    private static void Add(StringBuilder text, IReadOnlyList<ConfigDirective> directives, string indent)
    {
        foreach (ConfigDirective directive in directives)
        {
            text.Append($"{indent}{string.Join(' ', directive.Arguments.Prepend(directive.Name))} @ {directive.File}:{directive.Line}:{directive.Column}\n");
            Add(text, directive.Children, indent + "  ");
        }
    }
}
