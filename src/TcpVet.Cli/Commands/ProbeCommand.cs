using System.CommandLine;
using TcpVet.Linux.Namespaces;
using TcpVet.Operations.Namespaces;
using TcpVet.Operations.Probe;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Udp.Payloads;
using TcpVet.Reports.Probe;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet probe TARGET…</c>: is a TCP or UDP port communicating? The one command that sends packets.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        Argument<string[]> targets = new("TARGET")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "HOST:PORTS or tcp://HOST:PORTS, udp://HOST:PORTS or HOST:PORTS/udp, HOST PORT, or :PORT of this host; PORTS are 53,123,500-510; IPv6 in brackets; a file of targets, or - for standard input. With --connection: LOCAL PEER, or a filter",
        };
        Command command = new("probe", "Ask whether TCP and UDP ports communicate, and who says so. It sends packets: probe only what you may") { targets };
        foreach (Option option in ProbeSwitches.All)
        {
            command.Add(option);
        }

        command.SetAction(parse => Run(parse, targets));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> argument)
    {
        Screen screen = StandardOutput.From(parse);
        if (ProbeSwitches.AsksForProtocols(parse))
        {
            screen.Show(ProbeProtocols.Of(UdpQuestions.All));
            return ExitStatus.Done;
        }

        ProbeSwitches switches = ProbeSwitches.From(parse);
        string[] words = CommonOptions.Words(parse, argument);
        if (switches.Connection)
        {
            return Look(parse, screen, switches, words);
        }

        if (switches.Follow)
        {
            throw new RequestException("probe: --follow follows a --connection; ports are asked again and again with --watch");
        }

        return words.Length > 0
            ? Ask(parse, screen, switches, words)
            : throw new RequestException("probe: a target is missing, for example: tcpvet probe tcp://192.0.2.7:443 udp://192.0.2.7:53");
    }

    private static int Ask(ParseResult parse, Screen screen, ProbeSwitches switches, string[] words)
    {
        using Interruption interruption = new(everySignal: switches.Watch);
        (NetworkNamespace netns, Place place) = PlaceOf(parse, switches.Netns);
        IProbeSink sink = switches.Watch ? ProbeForms.Watch(screen) : ProbeForms.Counted(screen, switches.Count);
        PortProbeRequest request = switches.Request(words, refuseMisspelt: screen.IsText);
        PortProbeAnswer answer =
            PortProbing.Run(HostedInvocation.HostOf(parse), request, netns, Origin.Of([place]), sink, interruption.Token);
        // To be stopped is the normal end of a watch.
        if (!switches.Watch)
        {
            interruption.Token.ThrowIfCancellationRequested();
        }

        if (answer.NothingUnderstood)
        {
            Messages.Warn("probe: no target could be understood");
            return ExitStatus.WrongUsage;
        }

        return answer.AllOpen ? ExitStatus.Done : ExitStatus.FoundSomething;
    }

    private static int Look(ParseResult parse, Screen screen, ProbeSwitches switches, string[] words)
    {
        using Interruption interruption = new();
        ConnectionRequest request = new(words, switches.Follow, switches.Interval);
        switch (ConnectionWatch.Run(HostedInvocation.HostOf(parse), request, PlaceOf(parse, switches.Netns).Place,
            ProbeForms.Connection(screen), interruption.Token))
        {
            case ConnectionOutcome.Absent:
                Messages.Warn("probe: there is no such connection, or it has ended; TCP has no state left to tell of");
                return ExitStatus.FoundSomething;
            case ConnectionOutcome.Stopped:
                return ExitStatus.Interrupted;
            default:
                return ExitStatus.Done;
        }
    }

    private static (NetworkNamespace Netns, Place Place) PlaceOf(ParseResult parse, string? netns)
    {
        if (netns == LiveNamespaces.Every)
        {
            throw new RequestException("--netns: probe asks from one namespace, not from all");
        }

        Places places = new(HostedInvocation.HostOf(parse), Spoken.Notices());
        NetworkNamespace found = places.Live(netns)[0];
        return (found, places.Of(found));
    }
}
