using System.Diagnostics;
using System.Runtime.Loader;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

/// <summary>A rule that is compiled from its source while the tests run, with the compiler of the SDK.</summary>
internal static class CompiledRule
{
    // The room shows its inner parts to an assembly of this name.
    private const string Friend = "TcpVet.Rules.Tests";

    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq;";

    /// <summary>Compiles a file that holds one rule.</summary>
    public static Rule From(string source)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tcpvet-rule-");
        try
        {
            string assembly = Path.Combine(folder.FullName, $"{Friend}.dll");
            Compile(source, assembly, folder.FullName);
            AssemblyLoadContext context = new(null, isCollectible: false);
            context.Resolving += (_, name) => AssemblyLoadContext.Default.LoadFromAssemblyName(name);
            using MemoryStream bytes = new(File.ReadAllBytes(assembly));
            Type type = Assert.Single(context.LoadFromStream(bytes).GetTypes(), type => type.IsAssignableTo(typeof(Rule)));
            return (Rule)Activator.CreateInstance(type)!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Compile(string source, string assembly, string folder)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string dotnet = Path.GetFullPath(Path.Combine(framework, "../../.."));
        string compiler = Directory.EnumerateFiles(Path.Combine(dotnet, "sdk"), "csc.dll", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Last();
        File.WriteAllText(Path.Combine(folder, "Rule.cs"), source);
        File.WriteAllText(Path.Combine(folder, "Usings.cs"), Usings);
        IEnumerable<string> references = Directory.EnumerateFiles(framework, "System*.dll").Append(Path.Combine(framework, "netstandard.dll"))
            .Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "TcpVet.*.dll").Where(file => Path.GetFileName(file) != $"{Friend}.dll"))
            .Where(file => !Path.GetFileName(file).Contains("Native", StringComparison.Ordinal));
        File.WriteAllLines(Path.Combine(folder, "rule.rsp"),
        [
            "-nologo", "-nostdlib", "-target:library", "-nullable:enable", "-langversion:latest", "-warnaserror", $"-out:\"{assembly}\"",
            .. references.Select(reference => $"-r:\"{reference}\""), $"\"{Path.Combine(folder, "Rule.cs")}\"", $"\"{Path.Combine(folder, "Usings.cs")}\"",
        ]);
        ProcessStartInfo start = new(Path.Combine(dotnet, "dotnet"), [compiler, "-noconfig", $"@{Path.Combine(folder, "rule.rsp")}"]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }
}
