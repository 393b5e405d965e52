namespace TcpVet.Rules.Catalog;

/// <summary>Rules of one kind: their codes begin with the same digit, and their files lie in one folder.</summary>
/// <param name="Digit">The first digit of their codes.</param>
/// <param name="Folder">The folder below <c>src/TcpVet.Rules</c>.</param>
/// <param name="Title">What they are about.</param>
public sealed record RuleFamily(int Digit, string Folder, string Title)
{
    /// <summary>What their codes begin with: <c>TV2</c>.</summary>
    public string Prefix => $"TV{Digit}";

    /// <summary>True when they judge configurations, so that <c>lint</c> asks them.</summary>
    public bool IsOfLint { get; init; }

    /// <summary>
    /// The folders inside <see cref="Folder"/>, each with the first number after the digit that is beyond it, in their order; empty where
    /// there are none. A rule over two servers lies in a folder of its own, whichever of the two its code belongs to.
    /// </summary>
    public IReadOnlyList<(int Beyond, string Folder)> Parts { get; init; } = [];

    /// <summary>The folder of a new rule of the family.</summary>
    /// <param name="code">Its code, <c>TV743</c>.</param>
    public string FolderOf(string code)
    {
        int number = int.Parse(code.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture);
        return Parts.FirstOrDefault(part => number < part.Beyond).Folder is { } part ? $"{Folder}/{part}" : Folder;
    }
}

/// <summary>The families of rules, in the order of their digits.</summary>
public static class RuleFamilies
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<RuleFamily> All { get; } =
    [
        new(1, "Closing", "Closing and leaks"),
        new(2, "Handshake", "Handshake and listening"),
        new(3, "Ports", "Ports"),
        new(4, "Paths", "Path and peer"),
        new(5, "Host", "Host limits"),
        new(6, "Settings", "Kernel settings") { IsOfLint = true },
        new(7, "Servers", "Server configuration") { IsOfLint = true, Parts = [(20, "Tomcat"), (40, "Nginx"), (60, "HAProxy"), (80, "Httpd")] },
    ];

    /// <summary>The family that a code belongs to; null for what is no code.</summary>
    public static RuleFamily? Of(string code) => All.FirstOrDefault(family => code.StartsWith(family.Prefix, StringComparison.Ordinal));
}
