namespace TcpVet.Rules.Software;

/// <summary>uvicorn (documentation: Settings, Release Notes).</summary>
internal sealed class Uvicorn : Python
{
    private const string Settings = "encode/uvicorn@e6c7ce79 uvicorn/config.py:";

    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("uvicorn") || (base.IsRunBy(process) && process.Script() == "uvicorn");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed =>
        [
            InConfiguration(
                "Look at its version: 0.14.0 to 0.17.1 kept connections without a request, as health checks make them, in CLOSE_WAIT; 0.17.2 does not",
                Proof.Source("encode/uvicorn@e6c7ce79 docs/release-notes.md:399"),
                "uvicorn --version"),
            .. base.Remedies(fault, pid),
        ],
        Fault.SlowAccept =>
            [Look(pid), InConfiguration("Raise --workers; keep blocking calls out of async functions", Proof.Source(Settings + "205"))],
        // One thread serves all of them: nobody holds it by silence.
        Fault.SilentClientHoldsWorker => [],
        Fault.ShortBacklog => [InConfiguration("Raise --backlog (default 2048), then restart it", Proof.Source(Settings + "213"))],
        Fault.ClosesFirst =>
            [InConfiguration("Raise --timeout-keep-alive (default 5 s) above the balancer's idle limit", Proof.Source(Settings + "214"))],
        Fault.NoReadTimeout =>
        [
            InConfiguration(
                "Put a proxy in front that bounds silent clients: --timeout-keep-alive begins with the first response, and no setting bounds the wait before it",
                Proof.Test("RealUvicornTests.A_client_that_sends_nothing_stays")),
            .. base.Remedies(fault, pid),
        ],
        Fault.AbruptReload =>
            [InConfiguration("Set --timeout-graceful-shutdown in s, and let the balancer drain it first", Proof.Source(Settings + "216"))],
        _ => base.Remedies(fault, pid),
    };
}
