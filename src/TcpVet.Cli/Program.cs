using System.CommandLine;
using TcpVet.Cli.Commands;
using TcpVet.Cli.Habits;
using TcpVet.Lab;
using TcpVet.Linux.Filters;
using TcpVet.Linux.Interop;
using TcpVet.Model;
using TcpVet.Reports.Checkup;
using TcpVet.Tuning;

namespace TcpVet.Cli;

/// <summary>The program's edge: every refusal becomes one line and a documented exit status, never a stack trace.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        StandardOutputStream.FillClosed();
        try
        {
            HostedInvocation invocation = HostedInvocation.OnThisHost();
            string[] words = FrontDoor.Enter(args, invocation.Host, static line => Messages.Warn(SafeText.Escape(line)));
            ParseResult parse = CommandTree.Parse(words);
            return parse.Invoke(invocation);
        }
        catch (ClosedPipeException)
        {
            return ExitStatus.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitStatus.Interrupted;
        }
        catch (Exception exception) when (exception is RequestException or FilterException or CaptureFormatException)
        {
            return Refuse(args, SafeText.Escape(exception.Message), ExitStatus.WrongUsage);
        }
        catch (Exception exception) when (exception is ObservationException or TuningException or LabException or KernelException
            or IOException or UnauthorizedAccessException)
        {
            return Refuse(args, SafeText.Escape(exception.Message) + Advice.For(exception), ExitStatus.CouldNot);
        }
        catch (OutOfMemoryException)
        {
            // The runtime has the same words for a thread that it may not start.
            return Refuse(args, "not enough memory, or no more threads allowed: see 'ulimit -a' and the control group's limits", ExitStatus.CouldNot);
        }
        catch (Exception exception)
        {
            // The edge: a bug becomes one line as well, with what a maintainer needs to find it.
            return Refuse(args, $"internal error, please report it: {exception.GetType().Name}: {SafeText.Escape(exception.Message)}", ExitStatus.CouldNot);
        }
    }

    // A monitoring system reads standard output alone, and would take 2 for CRITICAL: to it every refusal is UNKNOWN.
    private static int Refuse(string[] args, string message, int status)
    {
        if (!args.Contains(CheckupCommand.NagiosName))
        {
            Messages.Warn(message);
            RefusalJson.WriteIfAsked(args, message, status);
            return status;
        }

        NagiosLine unknown = NagiosLine.OfFailure(message);
        try
        {
            using Utf8Output output = StandardOutput.Open();
            output.Line(unknown.Text).Flush();
        }
        catch (Exception exception) when (exception is KernelException or ClosedPipeException)
        {
            // Standard output is closed: the status has to say it alone.
        }

        return unknown.Status;
    }
}
