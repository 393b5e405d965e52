using System.CommandLine;
using TcpVet.Linux;
using TcpVet.Operations.Tune;
using TcpVet.Reports.Tune;

namespace TcpVet.Cli.Commands.Tune;

/// <summary><c>tcpvet tune plan</c>: what the evidence asks for, as a diff; it changes nothing.</summary>
internal static class TunePlanCommand
{
    public static Command Create()
    {
        Command command = new("plan", "Show what a check-up's findings, or a file's lines, would change, and why; it changes nothing");
        AddSources(command);
        command.Add(CommonOptions.From);
        command.SetAction(Run);
        return command;
    }

    /// <summary>The options that say where a plan comes from.</summary>
    public static void AddSources(Command command)
    {
        foreach (Option option in (Option[])[
            TuneOptions.For, TuneOptions.File, TuneOptions.Accept, CommonOptions.Netns, TuneOptions.Pid, CheckupOptions.Interval,
            CheckupOptions.Bind, CheckupOptions.Config, CheckupOptions.Set, TuneOptions.SysctlDir])
        {
            command.Add(option);
        }
    }

    /// <summary>Makes a plan while a person sees how long it takes.</summary>
    public static PreparedPlan Prepare(LiveHost host, TunePlanRequest request, CancellationToken cancellation)
    {
        using WaitLine wait = new(request.Checkup.Capture.Interval);
        return TunePlanning.Make(host, request, wait.Notices(), cancellation);
    }

    private static int Run(ParseResult parse)
    {
        Screen screen = StandardOutput.From(parse);
        using Interruption interruption = new();
        TunePlanRequest request = TuneRequests.Plan(parse, Spoken.Notices());
        PreparedPlan prepared = Prepare(HostedInvocation.HostOf(parse), request, interruption.Token);
        // What a record asks for is applied on its own host.
        screen.Show(PlanReport.Of(prepared.Plan, request.Checkup.Record is null ? TuneRequests.Words(parse) : null));
        return ExitStatus.Done;
    }
}
