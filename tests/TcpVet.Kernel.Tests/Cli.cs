using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>A socket as the command line's JSON describes it.</summary>
internal sealed record CliSocket(JsonElement Json)
{
    internal string Proto => Json.GetProperty("proto").GetString()!;

    internal string Family => Json.GetProperty("family").GetString()!;

    internal string State => Json.GetProperty("state").GetString()!;

    internal uint RecvQ => Json.GetProperty("recv_q").GetUInt32();

    internal uint SendQ => Json.GetProperty("send_q").GetUInt32();

    internal InetEndpoint Local => Cli.Endpoint(Json.GetProperty("local"));

    internal InetEndpoint Peer => Cli.Endpoint(Json.GetProperty("peer"));

    internal uint Uid => Json.GetProperty("uid").GetUInt32();

    internal ulong Inode => Json.GetProperty("inode").GetUInt64();

    internal ulong Cookie => Json.GetProperty("cookie").GetUInt64();

    internal string? Interface => Text("interface");

    internal uint Mark => Json.TryGetProperty("mark", out JsonElement mark) ? mark.GetUInt32() : 0;

    internal string? Cgroup => Text("cgroup");

    internal SsTimer? Timer => Json.TryGetProperty("timer", out JsonElement timer)
        ? new(timer.GetProperty("kind").GetString()!, timer.GetProperty("expires_ms").GetDouble(), timer.GetProperty("retransmits").GetInt32())
        : null;

    internal IReadOnlyList<SsProcess> Processes =>
        [.. Json.GetProperty("processes")
            .EnumerateArray()
            .Select(process =>
                new SsProcess(process.GetProperty("name")
                    .GetString()!, process.GetProperty("pid")
                    .GetInt32(), process.GetProperty("fd")
                    .GetInt32()))];

    internal ulong? Memory(string name) =>
        Json.TryGetProperty("memory", out JsonElement memory) && memory.TryGetProperty(name, out JsonElement figure) ? figure.GetUInt64() : null;

    private string? Text(string name) => Json.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;
}

/// <summary>The program under test, run as users run it: its command line is the contract.</summary>
internal static class Cli
{
    private static readonly Lazy<string?> Binary =
        new(() => Environment.GetEnvironmentVariable("TCPVET_BINARY") is { Length: > 0 } named ? named : Above("artifacts/bin/tcpvet"));

    /// <summary>The binary's path.</summary>
    internal static string Path
    {
        get
        {
            if (Binary.Value is not { } path || !File.Exists(path))
            {
                Assert.Skip("no binary: './run --help' builds artifacts/bin/tcpvet, or TCPVET_BINARY names one");
            }

            return Binary.Value!;
        }
    }

    /// <summary>Runs the program in a sandbox, whatever its exit status.</summary>
    internal static ToolResult Run(Sandbox sandbox, params string[] arguments) => Quiet(sandbox.Exec(Path, arguments));

    /// <summary>Runs the program, which must succeed and write one JSON document.</summary>
    internal static JsonElement Json(Sandbox sandbox, params string[] arguments) => Document(Succeeded(Run(sandbox, arguments)));

    /// <summary>Runs the program, which must succeed and write one socket a line.</summary>
    internal static IReadOnlyList<CliSocket> Sockets(Sandbox sandbox, params string[] arguments) =>
        Lines(Succeeded(Run(sandbox, ["list", "-o", "jsonl", .. arguments])));

    internal static IReadOnlyList<CliSocket> Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new CliSocket(Document(line)))];

    internal static JsonElement Document(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    internal static string Succeeded(ToolResult result)
    {
        Assert.True(result.ExitStatus == 0, $"exit status {result.ExitStatus}: {result.Errors}");
        return result.Output;
    }

    internal static InetEndpoint Endpoint(JsonElement json) =>
        new(InetAddress.Parse(json.GetProperty("addr").GetString()!), json.GetProperty("port").GetUInt16());

    /// <summary>No user may ever see a stack trace.</summary>
    internal static ToolResult Quiet(ToolResult result)
    {
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", result.Errors, StringComparison.Ordinal);
        return result;
    }

    private static string? Above(string path)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine(folder.FullName, path);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
