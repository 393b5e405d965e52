using System.CommandLine;

namespace TcpVet.Cli.Commands.Tune;

/// <summary><c>tcpvet tune</c>: changes kernel settings so that they go back by themselves unless somebody confirms them.</summary>
internal static class TuneCommand
{
    public static Command Create()
    {
        Command command = new("tune", "Change kernel settings without fear: plan, apply, confirm, rollback, log");
        command.Add(TunePlanCommand.Create());
        command.Add(TuneApplyCommand.Create());
        command.Add(TuneConfirmCommand.Create());
        command.Add(TuneRollbackCommand.Create());
        command.Add(TuneLogCommand.Create());
        command.SetAction(Refuse);
        return command;
    }

    private static int Refuse(ParseResult _) => throw new RequestException(
        "tune: which of plan, apply, confirm, rollback, log? 'tcpvet tune --help' explains them, 'tcpvet tune plan' changes nothing");
}
