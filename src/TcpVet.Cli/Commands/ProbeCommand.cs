using System.CommandLine;
using TcpVet.Cli.Output;
using TcpVet.Cli.Probing;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;
using TcpVet.Probes;
using TcpVet.Probes.Sockets;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet probe TARGET…</c>: is a TCP or UDP port communicating? The one command that sends packets.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        Argument<string[]> targets = new("TARGET")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "tcp://HOST:PORTS, udp://HOST:PORTS or HOST:PORTS (TCP); PORTS are 53,123,500-510; IPv6 in brackets; a file of targets, or - for standard input. With --connection: LOCAL PEER, or a filter",
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
            ProbeProtocols.Write(screen);
            return ExitStatus.Done;
        }

        ProbeSwitches switches = ProbeSwitches.From(parse);
        string[] words = parse.GetValue(argument) ?? [];
        if (words.FirstOrDefault(word => word.StartsWith('-') && word.Length > 1) is { } option)
        {
            throw new RequestException(Mistake.UnknownOption(option, parse.CommandResult.Command));
        }

        if (switches.Connection)
        {
            using Interruption stop = new();
            return ConnectionProbe.Run(screen, Place(switches.Netns), words, switches.Follow, switches.Interval, stop.Token);
        }

        if (switches.Follow)
        {
            throw new RequestException("probe: --follow follows a --connection; ports are asked again and again with --watch");
        }

        if (words.Length == 0)
        {
            throw new RequestException("probe: a target is missing, for example: tcpvet probe tcp://192.0.2.7:443 udp://192.0.2.7:53");
        }

        IReadOnlyList<WrittenTarget> targets = ProbeTargets.Read(words);
        using Interruption interruption = new(everySignal: switches.Watch);
        NetworkNamespace netns = Place(switches.Netns);
        Dictionary<string, NamedAddress> names = NamedAddresses.Find(
            targets.Select(target => target.Target).Where(target => target is { Address: null }).Select(target => target!.Host),
            switches.Options.Timeout, interruption.Token);
        return netns.Run(() => Ask(screen, switches, netns, targets, names, interruption.Token));
    }

    private static NetworkNamespace Place(string? netns) => netns == LiveNamespaces.Every
        ? throw new RequestException("--netns: probe asks from one namespace, not from all")
        : LiveNamespaces.Of(netns, Spoken.Notices())[0];

    private static int Ask(
        Screen screen, ProbeSwitches switches, NetworkNamespace netns, IReadOnlyList<WrittenTarget> targets, Dictionary<string, NamedAddress> names, CancellationToken cancellation)
    {
        ProbePlan plan = ProbePlan.Of(targets, names, switches.Family);
        Dictionary<InetAddress, bool> own = [];
        bool IsLocal(InetAddress address) => own.TryGetValue(address, out bool known) ? known : own[address] = OwnAddress.Has(address);
        plan.RefuseScan(IsLocal, switches.Yes);
        ProbeRounds rounds = new(plan, switches, IsLocal, cancellation);
        ReportHead head = new(HostIdentity.Name(ProcFsRoot.Default), TimeProvider.System.GetUtcNow(), netns.Label);
        IReadOnlyList<ProbeResult> results = rounds.Run(screen, head);
        // To be stopped is the normal end of a watch.
        if (!switches.Watch)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        if (plan.NothingUnderstood)
        {
            Messages.Warn($"probe: no target could be understood; {results[0].Target}: {results[0].Why}");
            return ExitStatus.WrongUsage;
        }

        return results.All(result => result.Verdict == ProbeVerdict.Open) ? ExitStatus.Done : ExitStatus.FoundSomething;
    }
}
