using System.CommandLine;
using TcpVet.Ebpf.Scan;
using TcpVet.Linux;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Cli.Options;

/// <summary>Carries the live host, which the program makes once, to whichever command is invoked.</summary>
internal sealed class HostedInvocation : InvocationConfiguration
{
    private HostedInvocation(LiveHost host)
    {
        Host = host;
        EnableDefaultExceptionHandler = false;
        ProcessTerminationTimeout = null;
    }

    /// <summary>The host that commands work on.</summary>
    public LiveHost Host { get; }

    /// <summary>On this host, whose sockets and descriptors the kernel's iterators walk where that pays.</summary>
    public static HostedInvocation OnThisHost()
    {
        ProcFsRoot root = ProcFsRoot.Default;
        return new HostedInvocation(new LiveHost(root, new IteratorWalk(root, Environment.GetEnvironmentVariable(IteratorWalk.Variable))));
    }

    /// <summary>The host that a command works on.</summary>
    public static LiveHost HostOf(ParseResult parse) => ((HostedInvocation)parse.InvocationConfiguration).Host;
}
