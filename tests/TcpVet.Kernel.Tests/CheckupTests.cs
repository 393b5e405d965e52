using System.Text.Json;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>What a newcomer breaks on purpose: the check-up names the cause and the process, and warns of nothing else.</summary>
public sealed class CheckupTests
{
    private static readonly InetAddress Address = InetAddress.Parse(Loopbacks.IPv4);

    [Fact]
    public void A_healthy_namespace_has_no_warning()
    {
        using Sandbox sandbox = Require.Sandbox();
        Serve(sandbox, count: 20, afterwards: (_, _) => { });
        Assert.Empty(Warnings(Checkup(sandbox)));
    }

    [Theory]
    [InlineData(true, "TV101")]
    [InlineData(false, "TV102")]
    public void A_server_that_never_closes_is_named(bool reads, string code)
    {
        using Sandbox sandbox = Require.Sandbox();
        Holder server = Serve(sandbox, count: 60, (side, connection) => CloseWait.Leave(side, connection, unread: 0, reads));
        Finding finding = WaitForOnly(sandbox, code);
        Assert.Equal((server.Pid, "leaky-server"), finding.Process);
    }

    [Fact]
    public void A_full_accept_queue_is_named()
    {
        using Sandbox sandbox = Require.Sandbox();
        AcceptQueue queue = AcceptQueue.MakeFull(sandbox, Address, backlog: 8, turnedAway: 20, port: 8080);
        Holder server = sandbox.Hold("busy-server", queue.Listener.Socket!);
        queue.Listener.Socket!.Dispose();
        Finding finding = WaitForOnly(sandbox, "TV201");
        Assert.Equal((server.Pid, "busy-server"), finding.Process);
        Assert.Equal(8080, finding.Json.GetProperty("subject").GetProperty("local").GetProperty("port").GetInt32());
    }

    [Fact]
    public void A_client_of_a_firewalled_port_is_named()
    {
        using Sandbox sandbox = Require.Sandbox();
        IReadOnlyList<MadeSocket> clients = SynSent.MakeMany(sandbox, Address, count: 12, port: 5432, retransmits: 1);
        Holder client = sandbox.Hold("patient-client", [.. clients.Select(made => made.Socket!)]);
        foreach (MadeSocket made in clients)
        {
            made.Socket!.Dispose();
        }

        Finding finding = WaitForOnly(sandbox, "TV209");
        Assert.Equal((client.Pid, "patient-client"), finding.Process);
        Assert.Equal(5432, finding.Json.GetProperty("subject").GetProperty("peer").GetProperty("port").GetInt32());
    }

    // A server in a process of its own: the laboratory makes its connections and hands them over.
    private static Holder Serve(Sandbox sandbox, int count, Action<Sandbox, Connection> afterwards)
    {
        LabSocket listener = Listening.Make(sandbox, Address, port: 8080).Socket!;
        List<LabSocket> held = [listener];
        List<Connection> connections = [];
        for (int i = 0; i < count; i++)
        {
            Connection connection = Connection.Through(listener, sandbox, sandbox);
            connections.Add(connection);
            held.Add(connection.Server);
        }

        Holder server = sandbox.Hold("leaky-server", [.. held]);
        foreach (Connection connection in connections)
        {
            afterwards(sandbox, connection);
            connection.Server.Dispose();
        }

        listener.Dispose();
        return server;
    }

    // A leak is told from a burst by its age: look again until it is old enough.
    private static Finding WaitForOnly(Sandbox sandbox, string code)
    {
        IReadOnlyList<Finding> warnings = [];
        try
        {
            Deadline.After(TimeSpan.FromSeconds(20)).Wait(code, () =>
            {
                warnings = Warnings(Checkup(sandbox));
                return warnings.Any(finding => finding.Code == code) ? code : null;
            });
        }
        catch (LabException)
        {
            Assert.Fail($"no {code}; there is {string.Join(' ', warnings)}");
        }

        return Assert.Single(warnings);
    }

    private static JsonElement Checkup(Sandbox sandbox)
    {
        // The servers of these tests are sleep(1) under another name, and TV215 says rightly that they cannot serve.
        JsonElement checkup = Cli.Json(sandbox, "checkup", "-o", "json", "--interval", "500ms", "--ignore", "TV215");
        Assert.Equal("tcpvet/checkup/1", checkup.GetProperty("schema").GetString());
        return checkup;
    }

    private static IReadOnlyList<Finding> Warnings(JsonElement checkup) =>
        [.. checkup.GetProperty("findings").EnumerateArray().Select(json => new Finding(json)).Where(finding => finding.Severity != "info")];

    private sealed record Finding(JsonElement Json)
    {
        internal string Code => Json.GetProperty("code").GetString()!;

        internal string Severity => Json.GetProperty("severity").GetString()!;

        internal (int Pid, string Name) Process => Json.GetProperty("subject").TryGetProperty("process", out JsonElement process)
            ? (process.GetProperty("pid").GetInt32(), process.GetProperty("name").GetString()!)
            : (0, "none");

        public override string ToString() => $"{Code}: {Json.GetProperty("title")}";
    }
}
