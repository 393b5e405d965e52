using System.CommandLine;
using TcpVet.Cli.Output;
using TcpVet.Cli.Tuning;

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
        foreach (Option option in (Option[])[TuneOptions.For, PlanSource.File, CommonOptions.Netns, TuneOptions.Pid, CheckupOptions.Interval,
            CheckupOptions.Bind, CheckupOptions.Config, CheckupOptions.Set, TuneOptions.SysctlDir])
        {
            command.Add(option);
        }
    }

    private static int Run(ParseResult parse)
    {
        Screen screen = StandardOutput.From(parse);
        using Interruption interruption = new();
        PreparedPlan prepared = PlanSource.Make(parse, interruption.Token);
        // What a record asks for is applied on its own host.
        PlanReport.Write(screen, prepared.Plan, parse.GetValue(CommonOptions.From) is null ? PlanSource.Words(parse) : null);
        screen.Out.Flush();
        return ExitStatus.Done;
    }
}
