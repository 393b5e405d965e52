using System.CommandLine;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Settings;
using TcpVet.Operations.Watch;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Cli.Options;

/// <summary>The requests of a check-up, a watch and a recording: the command line over the settings files over the defaults.</summary>
internal static class CheckupRequests
{
    /// <summary>What a check-up is to look at and to ask.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="notices">Hears of settings files that are not used.</param>
    /// <exception cref="RequestException">An option or a file is wrong.</exception>
    public static CheckupRequest Of(ParseResult parse, Notices notices)
    {
        CheckupSettings settings = CheckupOptions.InForce(parse, ofCheckup: true, notices);
        return new CheckupRequest
        {
            Capture = Capture(parse, settings),
            Settings = settings,
            Redacted = parse.GetValue(CheckupOptions.Redact),
            Only = settings.Only,
            Ignored = new IgnoreList(settings.Ignored),
        };
    }

    /// <summary>How a recording is taken.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="notices">Hears of settings files that are not used.</param>
    /// <exception cref="RequestException">An option or a file is wrong.</exception>
    public static CaptureRequest Recording(ParseResult parse, Notices notices) =>
        Capture(parse, CheckupOptions.Settings(parse, notices));

    /// <summary>The watch that <c>--watch</c> asks for; null without it.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="checkup">What each round looks at.</param>
    public static WatchRequest? Watch(ParseResult parse, CheckupRequest checkup) => CheckupOptions.WatchOf(parse) is not { } every ? null
        : new WatchRequest { Checkup = checkup, Every = every, Rounds = parse.GetValue(CheckupOptions.Samples) ?? 0 };

    /// <summary>The level from which a finding makes the exit status 1.</summary>
    public static FailLevel FailOn(ParseResult parse, CheckupSettings settings) =>
        parse.GetResult(CommonOptions.FailOn) is { Implicit: false }
            ? parse.GetValue(CommonOptions.FailOn) : settings.FailOn ?? FailLevel.Never;

    private static CaptureRequest Capture(ParseResult parse, CheckupSettings settings)
    {
        CaptureRequest request = new()
        {
            Netns = parse.GetValue(CommonOptions.Netns),
            BindQuestions = CheckupOptions.BindQuestions(parse),
            Rules = settings.Rules,
            Listening = !parse.GetValue(CheckupOptions.NoTrace),
        };
        if (parse.GetValue(CheckupOptions.Trace) is { } trace)
        {
            if (!request.Listening)
            {
                throw new RequestException("--trace and --no-trace: leave one of them out");
            }

            return request with { Interval = Alone(parse, trace), Traced = true };
        }

        return CheckupOptions.WatchOf(parse) is not null ? request : Sampled(request, parse, settings);
    }

    private static TimeSpan Alone(ParseResult parse, TimeSpan trace) =>
        CheckupOptions.WatchOf(parse) is null && parse.GetValue(CheckupOptions.Samples) is null
        && parse.GetValue(CheckupOptions.Interval) is null && trace > TimeSpan.Zero
            ? trace
            : throw new RequestException(
                "--trace takes its time between the two readings of a check-up: leave out --interval, --samples and --watch, and give it more than 0");

    private static CaptureRequest Sampled(CaptureRequest request, ParseResult parse, CheckupSettings settings)
    {
        TimeSpan interval = parse.GetValue(CheckupOptions.Interval) ?? settings.Interval ?? CaptureRequest.StandardInterval;
        int samples = parse.GetValue(CheckupOptions.Samples) ?? settings.Samples ?? CaptureRequest.StandardSamples;
        if (samples > CaptureSeries.MostSamples)
        {
            throw new RequestException(
                $"--samples: at most {CaptureSeries.MostSamples}, found '{samples}'; 'tcpvet checkup --watch' goes on for as long as you like");
        }

        if (samples > CaptureRequest.StandardSamples && interval == TimeSpan.Zero)
        {
            throw new RequestException($"--samples {samples} needs time between the samples: --interval 10s instead of 0");
        }

        return request with { Interval = samples == 1 ? TimeSpan.Zero : interval, Samples = samples };
    }
}
