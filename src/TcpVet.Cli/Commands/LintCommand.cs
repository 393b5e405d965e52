using System.CommandLine;
using TcpVet.Configs.Text;
using TcpVet.Model;
using TcpVet.Operations.Lint;
using TcpVet.Operations.Namespaces;
using TcpVet.Operations.Settings;
using TcpVet.Reports.Lint;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet lint FILE…</c>: what is wrong in the configuration of the kernel and of servers.</summary>
internal static class LintCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "lint";

    private static readonly Argument<string[]> Files = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "sysctl.conf, a sysctl.d folder, the output of sysctl -a, a profile of tuned, server.xml, nginx.conf, haproxy.cfg, "
            + "httpd.conf or apache2.conf; '-' for standard input",
    };

    public static Command Create()
    {
        Command command = new(Name, "Say what is wrong in sysctl, Tomcat, nginx, HAProxy or httpd configuration")
        {
            Files, LintOptions.As, LintOptions.Kernel, LintOptions.Live, LintOptions.Root, LintOptions.AllowOutside, LintOptions.FailOn,
            CheckupOptions.Only, CheckupOptions.Ignore, CheckupOptions.IgnoreFile, CheckupOptions.Config, CheckupOptions.Set,
            CommonOptions.Netns,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        string[] paths = CommonOptions.Words(parse, Files);
        RefuseContradictions(parse, paths);
        Notices notices = Spoken.Notices();
        LintRequest request = Request(parse, paths, notices);
        LintReading reading = LintReader.Read(request, notices);
        int status = Status(reading.Mistakes);
        Screen screen = StandardOutput.From(parse);
        if (reading.Configurations.Count == 0 && !request.Live && screen.IsText)
        {
            return status;
        }

        using Interruption interruption = new();
        LintAnswer answer = LintJudgement.Of(HostedInvocation.HostOf(parse), request, reading, notices, interruption.Token);
        screen.Show(LintReport.Of(answer));
        FailLevel level = parse.GetResult(LintOptions.FailOn) is null ? FailLevel.Warning : parse.GetValue(LintOptions.FailOn);
        return status != ExitStatus.Done ? status : answer.Reaches(level) ? ExitStatus.FoundSomething : ExitStatus.Done;
    }

    private static void RefuseContradictions(ParseResult parse, string[] paths)
    {
        bool live = parse.GetValue(LintOptions.Live);
        if (paths.Length == 0 && !live)
        {
            throw new RequestException(
                "lint: FILE is missing; '-' is standard input, --live what this host itself reads; 'tcpvet lint --help' shows the usage");
        }

        if (parse.GetValue(LintOptions.Kernel) is not null && (live || parse.GetValue(CommonOptions.Netns) is not null))
        {
            string other = live ? "--live" : "--netns";
            throw new RequestException($"--kernel and {other}: this host has the kernel that it has; leave one of them out");
        }

        if (parse.GetValue(CommonOptions.Netns) == LiveNamespaces.Every && !live)
        {
            throw new RequestException("--netns all: a file is judged for one namespace; --live judges what all of them read");
        }
    }

    private static LintRequest Request(ParseResult parse, string[] paths, Notices notices)
    {
        CheckupSettings settings = CheckupOptions.InForce(parse, ofCheckup: false, notices);
        if (settings.Only?.FirstOrDefault(code => !LintRules.Has(code)) is { } stranger)
        {
            string families = string.Join(" and ", LintRules.Families);
            throw new RequestException(
                $"--only: {stranger} is not a rule of lint: it asks those of {families}; 'tcpvet checkup --only {stranger}' asks this one");
        }

        return new LintRequest
        {
            Paths = paths,
            OpenInput = Console.OpenStandardInput,
            Kind = parse.GetValue(LintOptions.As),
            Kernel = parse.GetValue(LintOptions.Kernel),
            Live = parse.GetValue(LintOptions.Live),
            Scope = new ConfigScope { Root = parse.GetValue(LintOptions.Root), AllowOutside = parse.GetValue(LintOptions.AllowOutside) },
            Netns = parse.GetValue(CommonOptions.Netns),
            Settings = settings,
            Ignored = new IgnoreList(settings.Ignored),
        };
    }

    // What could not be read is not known. That outweighs what is wrong in a text, and that outweighs what was found in the rest.
    private static int Status(IReadOnlyList<ConfigProblem> mistakes) =>
        mistakes.Count == 0 ? ExitStatus.Done : mistakes.Any(problem => problem.Unread) ? ExitStatus.CouldNot : ExitStatus.WrongUsage;
}
