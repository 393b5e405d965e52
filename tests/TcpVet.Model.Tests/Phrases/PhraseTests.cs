using System.Text;
using System.Text.Json;
using TcpVet.Model.Records;

namespace TcpVet.Model.Tests.Phrases;

/// <summary>A phrase keeps its template and its arguments, and says the English sentence.</summary>
public sealed class PhraseTests
{
    private static readonly InetEndpoint Service = new(InetAddress.AnyIPv4, 8080);
    private static readonly InetEndpoint Long = new(InetAddress.Parse("2001:db8:1234:5678::1"), 443);

    [Fact]
    public void The_template_has_numbered_places_and_the_arguments_their_types()
    {
        Phrase phrase = $"{Phrase.Process(new ProcessRef(4121, "java"))} does not close {Phrase.Count(900, "connection")} on port {8080} of {"eth0"}";

        Assert.Equal("{0} does not close {1} on port {2} of {3}", phrase.Template);
        Assert.Equal(
            [PhraseArgumentKind.Process, PhraseArgumentKind.Count, PhraseArgumentKind.Plain, PhraseArgumentKind.Verbatim],
            phrase.Arguments.Select(argument => argument.Kind));
        Assert.Equal((900L, "connection"), (phrase.Arguments[1].Number, phrase.Arguments[1].Noun.One));
        Assert.Equal("java (pid 4121) does not close 900 connections on port 8080 of eth0", phrase.ToString());
    }

    [Fact]
    public void Braces_of_the_text_are_doubled_in_the_template() =>
        Assert.Equal(("{{x}} = {0}", "{x} = 1"), Both($"{{x}} = {1}"));

    [Fact]
    public void A_choice_of_words_stays_a_phrase()
    {
        bool known = false;
        Phrase phrase = $"the limit is {(known ? Phrase.Number(5) : "unknown")}";

        Assert.Equal(PhraseArgumentKind.Phrase, Assert.Single(phrase.Arguments).Kind);
        Assert.Equal(("the limit is {0}", "the limit is unknown"), Both(phrase));
    }

    [Fact]
    public void A_phrase_of_one_argument_is_that_argument_where_it_is_nested()
    {
        Phrase inner = $"{Phrase.Number(1_000)}";
        Phrase outer = $"more than {inner}";

        Assert.Equal(PhraseArgumentKind.Number, Assert.Single(outer.Arguments).Kind);
        Assert.Equal("more than 1,000", outer.ToString());
    }

    [Fact]
    public void Sentences_are_put_beside_each_other()
    {
        Phrase whole = "It is full." + (Phrase)$" It holds {Phrase.Number(3)}.";

        Assert.Equal(("{0}{1}", "It is full. It holds 3."), Both(whole));
        Assert.Equal("It is full.", ("It is full." + Phrase.Empty).Template);
    }

    [Theory]
    [InlineData("the listener", "The listener")]
    [InlineData("an unidentified process", "An unidentified process")]
    [InlineData("then", "then")]
    public void A_sentence_begins_with_a_capital_article(string begin, string english)
    {
        Assert.Equal(english, new Phrase(begin).AsSentence().ToString());
        Phrase nested = $"{new Phrase(begin)} has {Phrase.Number(2)}";
        Assert.Equal($"{english} has 2", nested.AsSentence().ToString());
        Assert.Equal($"{begin} has 2", nested.ToString());
        Assert.Equal("{0} has {1}", nested.AsSentence().Template);
    }

    [Fact]
    public void A_sentence_inside_another_begins_small_and_keeps_its_template()
    {
        Phrase action = "Use {pools}";

        Assert.Equal("no setting mends it: use {pools}", ((Phrase)$"no setting mends it: {action.InSentence()}").ToString());
        Assert.Equal("Use {pools}", action.InSentence().Template);
    }

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(999.9, "999 ms")]
    [InlineData(119_999, "119 s")]
    [InlineData(120_000, "2 min")]
    [InlineData(9_000_000, "2.5 h")]
    [InlineData(172_800_000, "2 d")]
    public void Durations_take_their_largest_fitting_unit(double ms, string english) =>
        Assert.Equal(english, Phrase.Duration(ms).ToString());

    [Fact]
    public void Amounts_read_as_people_write_them()
    {
        Assert.Equal("28,232", Phrase.Number(28_232).ToString());
        Assert.Equal("12.3", Phrase.Decimal(12.34).ToString());
        Assert.Equal("1,200", Phrase.Decimal(1_200.4).ToString());
        Assert.Equal("1 entry", Phrase.Count(1, "entry", "entries").ToString());
        Assert.Equal("2 entries", Phrase.Count(2, "entry", "entries").ToString());
        Assert.Equal("1023 B", Phrase.Bytes(1023).ToString());
        Assert.Equal("64 KB", Phrase.Bytes(65_536).ToString());
        Assert.Equal("5 MB", Phrase.Bytes(5 << 20).ToString());
        Assert.Equal("86 %", Phrase.Percent(86).ToString());
    }

    [Fact]
    public void Endpoints_have_three_forms()
    {
        Assert.Equal(":8080", Phrase.Endpoint(Service, PhraseArgumentKind.Service).ToString());
        Assert.Equal("0.0.0.0:8080", Phrase.Endpoint(Service, PhraseArgumentKind.Endpoint).ToString());
        Assert.Equal("[2001:db8:1234:…]:443", Phrase.Endpoint(Long, PhraseArgumentKind.ShortEndpoint).ToString());
        Assert.Equal("2001:db8:1234:5678::1", Phrase.Endpoint(Long with { Port = 0 }, PhraseArgumentKind.Endpoint).ToString());
    }

    [Fact]
    public void A_list_says_how_many_more_there_are()
    {
        Assert.Equal("a, b and 4 others", Phrase.List(["a", "b"], 4).ToString());
        Assert.Equal("a and 1 other", Phrase.List(["a"], 1).ToString());
        Assert.Equal("a, b", Phrase.List(["a", "b"]).ToString());
    }

    [Fact]
    public void Hostile_names_of_processes_stay_on_one_line() =>
        Assert.Equal("?[31m?$(reboot) (pid 1)", Phrase.Process(new ProcessRef(1, "\u001b[31m\n$(reboot)")).ToString());

    [Fact]
    public void What_was_written_is_read_back_as_the_same_text()
    {
        CannotTell written = new("TV101", $"who holds {Phrase.Count(3, "socket")}");

        string json = Written(written);
        CannotTell read = Read(json);

        Assert.Equal("""{"code":"TV101","missing":"who holds 3 sockets"}""", json);
        Assert.Equal(written, read);
        Assert.Empty(read.Missing.Arguments);
        Assert.Throws<RecordException>(() => Read("""{"code":"TV101","missing":null}"""));
    }

    private static string Written(CannotTell entry)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            CaptureRecords.Write(json, entry);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static CannotTell Read(string json) =>
        RecordDocument.Read(Encoding.UTF8.GetBytes(json), CaptureRecords.ReadCannotTell, depth: 8);

    private static (string Template, string English) Both(Phrase phrase) => (phrase.Template, phrase.ToString());
}
