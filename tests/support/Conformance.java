// Asks veraPDF whether files keep a standard: prints each broken rule, ends with 1 if there was one.

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public class Conformance {
    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        var profile = profile("/org/verapdf/pdfa/validation/" + arguments[0] + ".xml");
        System.out.println(profile.getRules().size() + " rules");
        var broken = false;
        for (var file : List.of(arguments).subList(1, arguments.length)) {
            broken |= isBroken(Path.of(file), profile);
        }
        System.exit(broken ? 1 : 0);
    }

    private static boolean isBroken(Path file, ValidationProfile profile) throws Exception {
        var foundry = Foundries.defaultInstance();
        try (var parser = foundry.createParser(Files.newInputStream(file), profile.getPDFAFlavour());
                var validator = foundry.createValidator(profile, false)) {
            var result = validator.validate(parser);
            for (TestAssertion each : result.getTestAssertions()) {
                var rule = each.getRuleId();
                System.out.println(file.getFileName() + ": " + rule.getClause() + "-"
                    + rule.getTestNumber() + " " + each.getMessage());
            }
            System.out.println(file.getFileName() + ": " + result.getTotalAssertions() + " checks");
            return !result.isCompliant() || result.getTotalAssertions() == 0;
        }
    }

    // Read here: what usually reads these files has been left out of newer Javas.
    private static ValidationProfile profile(String name) throws Exception {
        Document read;
        try (InputStream file = Profiles.class.getResourceAsStream(name)) {
            read = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file);
        }
        Set<Rule> rules = new HashSet<>();
        for (Element each : named(read.getElementsByTagName("rule"))) rules.add(rule(each));
        Set<Variable> variables = new HashSet<>();
        for (Element each : named(read.getElementsByTagName("variable"))) {
            variables.add(Profiles.variableFromValues(each.getAttribute("name"),
                each.getAttribute("object"), text(each, "defaultValue"), text(each, "value")));
        }
        var flavour = PDFAFlavour.valueOf(read.getDocumentElement().getAttribute("flavour"));
        var details = Profiles.profileDetailsFromValues(name, name, "veraPDF", new Date(0));
        return Profiles.profileFromValues(flavour, details, "", rules, variables);
    }

    private static Rule rule(Element rule) {
        var id = named(rule.getElementsByTagName("id")).get(0);
        var specification = PDFAFlavour.Specification.valueOf(id.getAttribute("specification"));
        var number = Integer.parseInt(id.getAttribute("testNumber"));
        List<ErrorArgument> none = new ArrayList<>();
        return Profiles.ruleFromValues(
            Profiles.ruleIdFromValues(specification, id.getAttribute("clause"), number),
            rule.getAttribute("object"),
            rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null,
            rule.getAttribute("tags"), text(rule, "description"), text(rule, "test"),
            Profiles.errorFromValues(text(rule, "message"), none), List.of());
    }

    private static String text(Element parent, String name) {
        return parent.getElementsByTagName(name).item(0).getTextContent();
    }

    private static List<Element> named(NodeList found) {
        List<Element> elements = new ArrayList<>();
        for (int n = 0; n < found.getLength(); n++) elements.add((Element) found.item(n));
        return elements;
    }
}
