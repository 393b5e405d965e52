using System.CommandLine;
using TcpVet.Cli.Input;
using TcpVet.Cli.Output;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet lint FILE…</c>: what is wrong in the configuration of the kernel and of servers.</summary>
internal static class LintCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "lint";

    private static readonly Argument<string[]> Files = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "sysctl.conf, a sysctl.d folder, the output of sysctl -a, server.xml, nginx.conf, haproxy.cfg, httpd.conf or apache2.conf; '-' for standard input",
    };

    public static Command Create()
    {
        Command command = new(Name, "Say what is wrong in sysctl, Tomcat, nginx, HAProxy or httpd configuration")
        {
            Files, LintOptions.As, LintOptions.Kernel, LintOptions.Live, LintOptions.Root, LintOptions.AllowOutside, LintOptions.FailOn,
            CheckupOptions.Only, CheckupOptions.Ignore, CheckupOptions.IgnoreFile, CheckupOptions.Config, CheckupOptions.Set, CommonOptions.Netns,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        string[] paths = CommonOptions.Words(parse, Files);
        RefuseContradictions(parse, paths);
        LintPlan plan = LintPlan.From(parse, paths);
        (IReadOnlyList<Configuration> configurations, IReadOnlyList<ConfigProblem> unusable) = new LintReader(plan).Read();
        ConfigProblem[] problems = [.. unusable, .. configurations.SelectMany(configuration => configuration.Problems)];
        foreach (ConfigProblem problem in problems)
        {
            Messages.Warn(SafeText.Escape(Told(problem)));
        }

        if (problems.Any(problem => problem is { Unread: true, Line: > 0 }))
        {
            SocketRemarks.Once("includes are followed inside the folder of the first file: --root DIR names another one, --allow-outside follows them all");
        }

        int status = Status(unusable, configurations);
        if (configurations.Count > 0 || plan.Live)
        {
            using Interruption interruption = new();
            LintResult result = LintJudgement.Of(plan, configurations, problems, interruption.Token);
            Write(StandardOutput.From(parse), result);
            return status != ExitStatus.Done ? status : result.Reaches(plan.FailOn) ? ExitStatus.FoundSomething : ExitStatus.Done;
        }

        return status;
    }

    private static void RefuseContradictions(ParseResult parse, string[] paths)
    {
        bool live = parse.GetValue(LintOptions.Live);
        if (paths.Length == 0 && !live)
        {
            throw new RequestException("lint: FILE is missing; '-' is standard input, --live what this host itself reads; 'tcpvet lint --help' shows the usage");
        }

        if (parse.GetValue(LintOptions.Kernel) is not null && (live || parse.GetValue(CommonOptions.Netns) is not null))
        {
            throw new RequestException($"--kernel and {(live ? "--live" : "--netns")}: this host has the kernel that it has; leave one of them out");
        }

        if (parse.GetValue(CommonOptions.Netns) == LiveNamespaces.Every && !live)
        {
            throw new RequestException("--netns all: a file is judged for one namespace; --live judges what all of them read");
        }
    }

    private static void Write(Screen screen, LintResult result)
    {
        switch (screen.Format)
        {
            case OutputFormat.Json:
                LintJson.Write(screen.Out, result);
                break;
            case OutputFormat.Jsonl:
                LintJson.WriteLines(screen.Out, result);
                break;
            case OutputFormat.Csv:
                LintCsv.Write(screen.Out, screen.Header, result);
                break;
            case OutputFormat.Sarif:
                SarifReport.Write(screen.Out, result);
                break;
            default:
                LintReport.Write(screen, result);
                break;
        }

        screen.Out.Flush();
    }

    /// <summary>A problem as one line: <c>file:line:column: what was expected</c>, as compilers write it. Not yet safe for a terminal.</summary>
    private static string Told(ConfigProblem problem)
    {
        string place = problem switch
        {
            { Line: > 0, Column: > 0 } => $"{problem.File}:{problem.Line}:{problem.Column}",
            { Line: > 0 } => $"{problem.File}:{problem.Line}",
            _ => problem.File,
        };
        return $"{place}: {problem.Message}";
    }

    // What could not be read at all outweighs what is wrong in a text, and that outweighs what was found in the rest.
    private static int Status(IReadOnlyList<ConfigProblem> unusable, IReadOnlyList<Configuration> configurations)
    {
        ConfigProblem[] mistakes =
        [
            .. unusable,
            .. configurations.SelectMany(configuration => configuration.Problems.Where(problem => LintResult.IsMistake(configuration, problem))),
        ];
        return mistakes.Length == 0 ? ExitStatus.Done : mistakes.Any(problem => problem.Unread) ? ExitStatus.CouldNot : ExitStatus.WrongUsage;
    }
}
