using System.Reflection;

namespace TcpVet.Architecture.Tests;

/// <summary>The list of banned symbols bans what it says: the analyzer takes a misspelt line for a symbol that nobody uses.</summary>
public sealed class BannedSymbolTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>The lines of the list.</summary>
    public static TheoryData<string> Lines => [.. Checkout.List("eng/BannedSymbols.txt")];

    /// <summary>Each line names a symbol that exists.</summary>
    [Theory]
    [MemberData(nameof(Lines))]
    public void Symbol_exists(string line)
    {
        string id = line.Split(';')[0];
        string name = id[2..].Split('(')[0];

        bool exists = id[0] switch
        {
            'T' => Find(name) is not null,
            'P' => Find(Owner(name))?.GetProperty(Member(name), Any) is not null,
            'M' => Find(Owner(name))
                ?.GetMethods(Any)
                .Any(method => method.Name == Member(name) && Parameters(method) == Parameters(id)) == true,
            _ => false,
        };

        Assert.True(exists, $"{id} is no type, property or method of the framework");
    }

    /// <summary>Each line says why, and what to do instead.</summary>
    [Theory]
    [MemberData(nameof(Lines))]
    public void Line_says_why_and_what_instead(string line)
    {
        string[] parts = line.Split(';', 2);

        Assert.Equal(2, parts.Length);
        Assert.Contains(". ", parts[1], StringComparison.Ordinal);
    }

    /// <summary>The analyzer reads the list in every project of src/.</summary>
    [Fact]
    public void Analyzer_reads_the_list()
    {
        string props = Checkout.Text("src/Directory.Build.props");

        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", props, StringComparison.Ordinal);
        Assert.Contains("eng/BannedSymbols.txt", props, StringComparison.Ordinal);
    }

    private static string Owner(string name) => name[..name.LastIndexOf('.')];

    private static string Member(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static string Parameters(string id) =>
        id.Contains('(', StringComparison.Ordinal) ? id[(id.IndexOf('(', StringComparison.Ordinal) + 1)..^1] : "";

    private static string Parameters(MethodInfo method) =>
        string.Join(',', method.GetParameters().Select(parameter => parameter.ParameterType.FullName));

    private static Type? Find(string name) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll")
            .Select(path => Type.GetType($"{name}, {Path.GetFileNameWithoutExtension(path)}", throwOnError: false))
            .FirstOrDefault(type => type is not null);
}
