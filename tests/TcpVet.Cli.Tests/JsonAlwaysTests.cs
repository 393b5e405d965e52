using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using TcpVet.Cli.Commands;
using TcpVet.Cli.Terminal;

namespace TcpVet.Cli.Tests;

/// <summary>Who asks for JSON reads standard output alone: it is JSON whatever the command says, refusals among them.</summary>
public sealed class JsonAlwaysTests
{
    // Each leaf of the tree, hidden ones too, refused for an option that does not exist, and for a form given twice.
    public static TheoryData<string, string> Refusals
    {
        get
        {
            TheoryData<string, string> lines = [];
            foreach (string command in Leaves(CommandTree.Create()).Prepend(""))
            {
                foreach (string wrong in (string[])["--no-such-option", "-o csv"])
                {
                    lines.Add(command, wrong);
                }
            }

            return lines;
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_wrong_command_line_is_refused_in_JSON(string command, string wrong)
    {
        Ran ran = Run($"{command} -o json {wrong}");

        // The laboratory's own part refuses whoever else calls it.
        Assert.Equal(command == "lab-actor" && wrong == "--no-such-option" ? ExitStatus.CouldNot : ExitStatus.WrongUsage, ran.Status);
        JsonElement refusal = Refusal(ran, command.Length == 0 ? null : command.Replace(' ', '-'));
        Assert.Contains(refusal.GetProperty("error").GetString()!, ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("states state nope", "states", 2)]
    [InlineData("list -N /nonexistent/netns", "list", 3)]
    [InlineData("trace -N /nonexistent/netns", "trace", 3)]
    [InlineData("checkup --from /nonexistent", "checkup", 2)]
    [InlineData("--from /nonexistent", "checkup", 2)]
    [InlineData("close", "close", 2)]
    [InlineData("probe", "probe", 2)]
    [InlineData("tune", "tune", 2)]
    [InlineData("tune rollback --state-dir /nonexistent", "tune-rollback", 2)]
    [InlineData("tune plan --for nope", "tune-plan", 2)]
    [InlineData("explain nosuchthingatallxyz", "explain", 2)]
    [InlineData("completion bash", "completion", 2)]
    [InlineData("completion nope", "completion", 2)]
    [InlineData("lab nope", "lab", 2)]
    [InlineData("frobnicate", "error", 2)]
    [InlineData("ss -x", "error", 2)]
    [InlineData("netstat -q", "error", 2)]
    [InlineData("sport = :80", "error", 2)]
    public void What_the_command_refuses_is_JSON_too(string line, string schema, int status)
    {
        foreach (string form in (string[])["json", "jsonl", "JSON"])
        {
            Ran ran = Run($"{line} -o {form}");

            Assert.Equal(status, ran.Status);
            JsonElement refusal = Refusal(ran, schema);
            Assert.Equal(status, refusal.GetProperty("status").GetInt32());
        }
    }

    [Theory]
    [InlineData("states --from {web}")]
    [InlineData("count --by state --from {web}")]
    [InlineData("peers --from {web}")]
    [InlineData("listeners --from {web}")]
    [InlineData("list -a --from {web}")]
    [InlineData("checkup --from {web}")]
    [InlineData("tune plan --from {web}")]
    [InlineData("explain TIME_WAIT")]
    [InlineData("lab")]
    [InlineData("tune log --state-dir /nonexistent")]
    [InlineData("close --yes sport = :1 and dport = :1")]
    [InlineData("probe 127.0.0.1:99999")]
    [InlineData("lint /nonexistent")]
    public void What_answers_is_JSON(string line)
    {
        Ran ran = Run($"{line.Replace("{web}", Recording(), StringComparison.Ordinal)} -o json");

        using JsonDocument answer = JsonDocument.Parse(ran.Output);
        Assert.Equal(JsonValueKind.Object, answer.RootElement.ValueKind);
    }

    [Fact]
    public void Without_JSON_asked_for_a_refusal_leaves_standard_output_empty()
    {
        foreach (string line in (string[])["states --no-such-option", "states -o csv --no-such-option", "states -- -o json"])
        {
            Ran ran = Run(line);

            Assert.Equal("", ran.Output);
            Assert.Equal(ExitStatus.WrongUsage, ran.Status);
        }
    }

    private static JsonElement Refusal(Ran ran, string? command)
    {
        using JsonDocument document = JsonDocument.Parse(ran.Output);
        JsonElement refusal = document.RootElement.Clone();
        string schema = refusal.GetProperty("schema").GetString()!;
        Assert.True(command is null ? schema is "tcpvet/checkup/1" or "tcpvet/error/1" : schema == $"tcpvet/{command}/1", schema);
        Assert.NotEqual("", refusal.GetProperty("error").GetString());
        return refusal;
    }

    private static IEnumerable<string> Leaves(Command command) => command.Subcommands.SelectMany(sub => sub.Subcommands.Count == 0
        ? [sub.Name] : Leaves(sub).Select(leaf => $"{sub.Name} {leaf}").Prepend(sub.Name));

    private static string Recording()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "tests/TcpVet.Transcripts.Tests")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "tests/TcpVet.Transcripts.Tests/Recordings/web.json");
    }

    private static Ran Run(string line)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "tcpvet.dll"));
        foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            start.ArgumentList.Add(word);
        }

        start.Environment["XDG_CONFIG_HOME"] = "/nonexistent";
        start.Environment.Remove("TCPDIAG_FILE");
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Ran(process.ExitCode, output, errors.Result);
    }

    private sealed record Ran(int Status, string Output, string Errors);
}
