using TcpVet.Lab;
using TcpVet.Model;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;
using TcpVet.Probes.Targets;

namespace TcpVet.Probes.Tests.Engine;

/// <summary>Two network namespaces joined by a cable: the probes leave the one, the other has servers and firewall rules.</summary>
internal sealed class TwoHosts : IDisposable
{
    private const string There4 = "192.0.2.2";
    private const string There6 = "2001:db8::2";

    private TwoHosts()
    {
        Here = Require.Sandbox();
        There = Require.Sandbox();
        Here.JoinTo(There);
    }

    public static IReadOnlyList<string> Addresses { get; } = [There4, There6];

    public Sandbox Here { get; }

    public Sandbox There { get; }

    /// <summary>Makes them; skips the test where that is not possible.</summary>
    public static TwoHosts Make() => new();

    /// <summary>Adds rules to the other's input hook.</summary>
    public void Rules(params string[] rules) => There.Exec("nft", $"add table inet t; add chain inet t i {{ type filter hook input priority 0 ; }}; {string.Join("; ", rules.Select(rule => $"add rule inet t i {rule}"))}").Checked("nft");

    /// <summary>Asks from here; the results by target.</summary>
    public Dictionary<string, ProbeResult> Ask(ProbeOptions options, params string[] targets) => Here.Run(() =>
    {
        Dictionary<string, ProbeResult> results = [];
        List<ProbeQuestion> questions = [.. targets
            .Select(text => TargetParser.Parse(text, (_, _) => null))
            .SelectMany(target =>
                target.EachPort.Select(port =>
                    new ProbeQuestion(target.TextOf(port), target.Protocol, new InetEndpoint(target.Address!.Value, port))))];
        ProbeRun.Ask(questions, options, address =>
            TcpVet.Probes.Sockets.OwnAddress.Has(address), result =>
                results.Add(result.Target, result), TestContext.Current.CancellationToken);
        Assert.Equal(questions.Count, results.Count);
        return results;
    });

    public void Dispose()
    {
        Here.Dispose();
        There.Dispose();
    }
}
