namespace TcpVet.Rules.Software;

/// <summary>MySQL or MariaDB (documentation: Server System Variables).</summary>
internal sealed class MySql : Product
{
    private static readonly Proof Defaults = Proof.Test("RealDatabaseTests.MariaDB_has_the_defaults_that_are_named");

    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("mysqld") || process.IsCalled("mariadbd");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.ShortBacklog => [InConfiguration("Raise back_log (sized from max_connections unless set), then restart it", Defaults)],
        Fault.NoReadTimeout =>
        [
            InConfiguration(
                "Lower wait_timeout (s; default 28800, eight hours) for idle clients, net_read_timeout (default 30 s) within an exchange", Defaults),
        ],
        Fault.NoSendTimeout => [InConfiguration("Lower net_write_timeout (default 60 s)", Defaults)],
        Fault.DescriptorLimit => [InConfiguration("Set open_files_limit, then restart it", Defaults)],
        _ => [],
    };
}
