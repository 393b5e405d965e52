using System.CommandLine;
using TcpVet.Lab.Acting;

namespace TcpVet.Cli.Commands;

/// <summary>The hidden command by which <c>tcpvet lab</c> plays its processes: one that holds sockets, one that connects…</summary>
internal static class LabActorCommand
{
    public static Command Create()
    {
        Argument<string[]> words = new("PART") { Arity = ArgumentArity.ZeroOrMore };
        Command command = new(Part.Command, "A process of tcpvet lab") { words };
        command.Hidden = true;
        command.SetAction(parse =>
        {
            Part.Play(parse.GetValue(words) ?? []);
            return ExitStatus.Done;
        });
        return command;
    }
}
