using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>MySQL or MariaDB (documentation: Server System Variables).</summary>
internal sealed class MySql : Product
{
    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("mysqld") || process.IsCalled("mariadbd");

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.ShortBacklog => [InConfiguration("Raise back_log (sized from max_connections unless set), then restart it")],
        Fault.NoReadTimeout => [InConfiguration("Lower wait_timeout (s; default 28800, eight hours) for idle clients, net_read_timeout (default 30 s) within an exchange")],
        Fault.NoSendTimeout => [InConfiguration("Lower net_write_timeout (default 60 s)")],
        Fault.DescriptorLimit => [InConfiguration("Set open_files_limit, then restart it")],
        _ => [],
    };
}
