using System.CommandLine;
using TcpVet.Configs;
using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Operations.Settings;

namespace TcpVet.Cli.Options;

/// <summary>The options that <c>lint</c> alone has.</summary>
internal static class LintOptions
{
    public static Option<ConfigurationKind?> As { get; } = new("--as")
    {
        Description = $"Take every FILE for this kind instead of finding out: {ConfigurationKindNames.Choice}",
        HelpName = "KIND",
        CustomParser = result =>
        {
            string word = result.Tokens[0].Value;
            ConfigurationKind? kind = ConfigKinds.Called(word)?.Kind;
            if (kind is null)
            {
                string meant = TextDistance.Question(word, ConfigurationKindNames.All);
                result.AddError($"--as: expected {ConfigurationKindNames.Choice}, found '{word}'{meant}");
            }

            return kind;
        },
    };

    public static Option<string?> Kernel { get; } = new("--kernel")
    {
        Description = "Judge for this kernel, such as 3.10, instead of the one that runs; nothing of this host is looked at then",
        HelpName = "VERSION",
        CustomParser = result =>
        {
            string word = result.Tokens[0].Value;
            if (!KernelVersion.TryParse(word, out _))
            {
                result.AddError($"--kernel: expected a version such as 3.10 or 6.12, found '{word}'");
            }

            return word;
        },
    };

    public static Option<bool> Live { get; } = new("--live")
    {
        Description = "Judge what this host itself reads: sysctl.d in the order of the boot, and the configurations of the servers "
            + "that run, beside their listeners",
    };

    public static Option<string?> Root { get; } = new("--root")
    {
        Description = "Read a copied tree: absolute paths begin in this folder, and includes stay in it (default: the folder of FILE)",
        HelpName = "DIR",
    };

    public static Option<bool> AllowOutside { get; } = new("--allow-outside") { Description = "Follow includes wherever they lead" };

    public static Option<FailLevel> FailOn { get; } =
        CommonOptions.FailLevelOption(
            "Exit with status 1 when a line or a finding is at or above a level: never, info, warning or critical (default: warning)");
}
