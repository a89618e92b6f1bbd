package io.floe.admin.account;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Operations that name and password alone open, no session and no token. When they are {@link
 * Commanding} too, a GET does something: then no page of another site may have asked for it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface BasicOnly {}
