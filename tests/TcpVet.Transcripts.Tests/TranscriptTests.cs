using System.Runtime.CompilerServices;

namespace TcpVet.Transcripts.Tests;

/// <summary>
/// What a user sees, word for word. A transcript's first line is the command; <c>TCPVET_UPDATE=1</c> writes the rest anew, and a new
/// transcript begins as a file with that one line.
/// </summary>
public sealed class TranscriptTests(Workbench workbench) : IClassFixture<Workbench>
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Transcripts");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.txt").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Transcript_holds(string name)
    {
        string expected = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
        string command = expected.Split('\n', 2)[0];
        Assert.StartsWith("$ ", command, StringComparison.Ordinal);
        Assert.SkipWhen(Workbench.Binary is null, "no binary: './run --help' builds artifacts/bin/tcpvet, or TCPVET_BINARY names one");
        Assert.SkipWhen(command.Contains("script ", StringComparison.Ordinal) && !OnPath("script"), "script of util-linux, which makes a pseudo terminal, is not installed");

        string seen = workbench.Run(command[2..]);
        if (Environment.GetEnvironmentVariable("TCPVET_UPDATE") == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), "Transcripts", name + ".txt"), seen);
            return;
        }

        Assert.Equal(expected, seen);
    }

    /// <summary>What README shows is what the program prints on a terminal for the same recording; <c>TCPVET_UPDATE=1</c> writes it
    /// anew.</summary>
    [Fact]
    public void The_checkup_of_README_is_the_programs_own()
    {
        Assert.SkipWhen(Workbench.Binary is null || !OnPath("script"), "no binary, or script of util-linux is not installed");
        string path = Path.Combine(SourceFolder(), "../../README.md");
        string readme = File.ReadAllText(path);
        string shown = Between(readme, "<!-- checkup:begin -->", "<!-- checkup:end -->");
        string printed = workbench.Run("script -qec 'stty cols 100; tcpvet --no-color --from tomcat-blocked.json' /dev/null");
        string block = $"\n```\n$ tcpvet --from tomcat-blocked.json\n{string.Join('\n', printed.Split('\n')[1..^2])}\n```\n";
        if (Environment.GetEnvironmentVariable("TCPVET_UPDATE") == "1")
        {
            File.WriteAllText(path, readme.Replace(shown, block, StringComparison.Ordinal));
            return;
        }

        Assert.Equal(block, shown);
    }

    private static string Between(string text, string begin, string end) =>
        text[(text.IndexOf(begin, StringComparison.Ordinal) + begin.Length)..text.IndexOf(end, StringComparison.Ordinal)];

    /// <summary>No transcript shows what no user may ever see.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_ends_in_a_stack_trace(string name)
    {
        string transcript = File.ReadAllText(Path.Combine(Folder, name + ".txt"));

        Assert.DoesNotContain("internal error", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("   at TcpVet.", transcript, StringComparison.Ordinal);
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
