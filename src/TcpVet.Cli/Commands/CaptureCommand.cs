using System.CommandLine;
using TcpVet.Linux;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Records;
using TcpVet.Reports.Checkup;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet capture FILE</c>: record what a check-up sees, to replay it anywhere with <c>--from</c>.</summary>
internal static class CaptureCommand
{
    private const int StandardLimit = 100_000;

    private static readonly Argument<string> File = new("FILE")
    {
        Description = "Where to write; '-' for standard output; a name that ends in .gz is compressed",
    };

    private static readonly Option<int?> MaxSockets =
        CommonOptions.PositiveNumber(
            "--max-sockets", $"Record so many sockets at the most (default {StandardLimit}); the record says how many it left out");

    private static readonly Option<bool> NoSockets = new("--no-sockets")
    {
        Description = "Record only what a check-up needs, not the sockets themselves",
    };

    public static Command Create()
    {
        Command command = new("capture", "Record what a check-up sees; --from FILE replays it anywhere")
        {
            File, CheckupOptions.Interval, CheckupOptions.Samples, CheckupOptions.Trace, CheckupOptions.NoTrace, MaxSockets, NoSockets,
        };
        command.Add(CheckupOptions.Bind);
        command.Add(CheckupOptions.Config);
        command.Add(CheckupOptions.Set);
        command.Add(CommonOptions.Netns);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        string path = parse.GetRequiredValue(File) is { Length: > 0 } named ? named
            : throw new RequestException("capture: the name of the file is empty");
        if (path.Length > 1 && path[0] == '-')
        {
            throw new RequestException(Mistake.UnknownOption(path, parse.CommandResult.Command));
        }

        int sockets = parse.GetValue(NoSockets) ? 0 : parse.GetValue(MaxSockets) ?? StandardLimit;
        CaptureRequest request = CheckupRequests.Recording(parse, Spoken.Notices()) with { RecordSockets = sockets };
        Capture capture = Take(HostedInvocation.HostOf(parse), request);
        byte[] json = CaptureJson.Write(capture);
        // The path of standard output would lead past a descriptor that the caller has closed.
        if (path is "-" or "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1")
        {
            using Utf8Output output = StandardOutput.Open();
            output.Text(json).EndLine().Flush();
            return ExitStatus.Done;
        }

        CaptureFile.Write(path, json);
        long recorded = capture.Namespaces.Sum(netns => netns.Sockets?.Count ?? 0);
        long leftOut = capture.Namespaces.Sum(netns => netns.Sockets?.LeftOut ?? 0);
        string left = leftOut > 0 ? $", {leftOut} left out (--max-sockets)" : "";
        string held = $"{Quantity.Of(capture.Namespaces.Count, "network namespace")}, {Quantity.Of(recorded, "socket")}{left}";
        Messages.Warn($"wrote {SafeText.Escape(path)}: {held}; it names addresses and processes of this host, so look before you share it");
        if (StandardOutput.From(parse) is { IsText: false } screen)
        {
            screen.Show(new CaptureFileReport(path, capture.Namespaces.Count, recorded, leftOut).Report());
        }

        return ExitStatus.Done;
    }

    private static Capture Take(LiveHost host, CaptureRequest request)
    {
        using Interruption interruption = new();
        using WaitLine wait = new(request.Lasts);
        return LiveCapture.Take(host, request, wait.Notices(), interruption.Token);
    }
}
