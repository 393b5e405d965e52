using System.Globalization;
using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>What a line is judged beside: the kernel, the other lines of its configuration, the running values, the host.</summary>
internal sealed class SettingScene
{
    private readonly Dictionary<string, SettingLine> last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> applied = new(StringComparer.Ordinal);
    private readonly Lookup<string, SettingLine> byKey;

    public SettingScene(RuleInput input, Configuration configuration)
    {
        Input = input;
        Configuration = configuration;
        Kernel = KernelVersion.TryParse(input.Capture.Kernel, out KernelVersion version) ? version : null;
        Lines = [.. configuration.Directives.Select(directive => new SettingLine(configuration, directive, Kernel))];
        byKey = Lines.Where(line => !line.IsExclusion && !line.IsPattern).ToLookup(line => line.Key, StringComparer.Ordinal);
        foreach (SettingLine line in Lines.Where(line => line is { IsExclusion: false, IsPattern: false }))
        {
            last[line.Key] = line;
        }
    }

    /// <summary>The host.</summary>
    public RuleInput Input { get; }

    /// <summary>The lines' configuration.</summary>
    public Configuration Configuration { get; }

    /// <summary>The kernel that is judged for; null when its release cannot be read.</summary>
    public KernelVersion? Kernel { get; }

    /// <summary>Every line, in the order in which they are applied.</summary>
    public IReadOnlyList<SettingLine> Lines { get; }

    /// <summary>True for the values of a running host (<c>sysctl -a</c>): nobody has written them, so none overrides another or is
    /// superfluous.</summary>
    public bool IsOutput => Configuration.Kind == ConfigurationKind.SysctlOutput;

    /// <summary>True when no host was looked at (<c>--kernel</c>): what the files do not set is the kernel's default.</summary>
    public bool IsHypothetical => Input.Netns.Netns.Inode == 0;

    /// <summary>Other assignments of the same key, before and after.</summary>
    public IEnumerable<SettingLine> Others(SettingLine line) => byKey[line.Key].Where(other => other != line);

    /// <summary>The line that holds in the end, when it is not this one.</summary>
    public SettingLine? Later(SettingLine line) =>
        !IsOutput && last.TryGetValue(line.Key, out SettingLine? winner) && winner != line ? winner : null;

    /// <summary>The line that sets a key in the end; null when none does.</summary>
    public SettingLine? Setter(string key) => last.GetValueOrDefault(key);

    /// <summary>The value that a key has once all lines are applied: of the last line, else as it runs, else (without a host) the default;
    /// null when unknown.</summary>
    public long? Final(string key) => last.TryGetValue(key, out SettingLine? line) && line.Number is { } number ? number : Start(key);

    /// <summary>The numbers of a key once all lines are applied; null when unknown.</summary>
    public IReadOnlyList<long>? FinalNumbers(string key) =>
        last.TryGetValue(key, out SettingLine? line) && line.Numbers.Count > 0
            ? line.Numbers
            : Numbers(RunningText(key)) ?? DefaultNumbers(key);

    /// <summary>The text of a key once all lines are applied; null when unknown.</summary>
    public string? FinalText(string key) => last.TryGetValue(key, out SettingLine? line) ? line.Value : RunningText(key);

    /// <summary>The running value as numbers; null when unknown.</summary>
    public IReadOnlyList<long>? RunningNumbers(string key) => Numbers(RunningText(key));

    /// <summary>The numbers that a key has when a line is reached; null when unknown.</summary>
    public IReadOnlyList<long>? NumbersAtLine(string key) =>
        applied.TryGetValue(key, out string? text) ? Numbers(text) : Numbers(RunningText(key)) ?? DefaultNumbers(key);

    /// <summary>The value that a key has when a line is reached: of the last taken line before it, else as before the file.</summary>
    public long? AtLine(string key) => applied.TryGetValue(key, out string? text) ? One(text) : Start(key);

    /// <summary>The running value; null when unknown or when no host was looked at.</summary>
    public string? RunningText(string key) => IsOutput ? null : Input.Netns.Sysctls.GetValueOrDefault(key);

    /// <summary>Notes that a line was taken by the kernel: what follows is judged beside it.</summary>
    public void Apply(SettingLine line) => applied[line.Key] = line.Value;

    private long? Start(string key) => RunningText(key) is { } running ? One(running) : DefaultNumbers(key) is [long value] ? value : null;

    private IReadOnlyList<long>? DefaultNumbers(string key) =>
        IsHypothetical && !IsOutput && Kernel is { } kernel && SettingKnowledge.Exact(key) is { } setting && setting.ExistsIn(kernel)
            ? setting.DefaultIn(kernel).Values
            : null;

    private static long? One(string text) => Numbers(text) is [long number] ? number : null;

    /// <summary>A running value as numbers; null when it is none.</summary>
    public static IReadOnlyList<long>? Numbers(string? text)
    {
        string[] words = text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        List<long> numbers = [];
        foreach (string word in words)
        {
            if (!long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers.Count > 0 ? numbers : null;
    }
}
